import { basename } from 'node:path'
import type { RolePrompts } from '../types.js'
import type { Checkpoint } from './checkpoint/types.js'
import { parseHubId } from './hub/names.js'
import { readRecord } from './hub/store.js'
import { type KnownModel, knownModel } from './known-models.js'

/** The prefix of every text that is encoded, by what the text is for. Empty where a model wants none. */
export interface Prompts extends RolePrompts {
  /** For texts that are compared with each other: pairs, duplicates, clusters. */
  symmetric: string
}

/** Names under which checkpoints keep a role's prompt, the usual one first. */
const NAMES: Record<keyof RolePrompts, readonly string[]> = {
  query: ['query', 'search_query', 's2p_query', 'Retrieval-query', 'retrieval.query'],
  document: ['document', 'passage', 'corpus', 'search_document', 'Retrieval-document', 'retrieval.passage'],
}
const SYMMETRIC = ['STS', 's2s_query', 'text-matching']

/**
 * The prompts of a checkpoint: those of its files (as sentence-transformers' `encode_query` and `encode_document` choose
 * them), otherwise those its model card asks for, if it is a known model. A role without a prompt takes the default one.
 * @param model name as the user gave it; a hub id is recognised, as is the record of a pull and the folder's name
 * @param given prompts that replace those of the roles
 */
export function promptsOf(
  checkpoint: Pick<Checkpoint, 'directory' | 'prompts' | 'defaultPrompt'>,
  model: string,
  given: Partial<RolePrompts> = {},
): Prompts {
  const { prompts, defaultPrompt } = checkpoint
  const named = (names: readonly string[]): string | undefined =>
    names.map(name => prompts[name]).find(prompt => prompt !== undefined)
  const known = cardOf(checkpoint, model)
  const role = (name: keyof RolePrompts): string =>
    given[name] ?? known?.prompts[name] ?? named(NAMES[name]) ?? defaultPrompt
  const roles = { query: role('query'), document: role('document') }
  const isOne = roles.query !== '' && roles.query === roles.document
  // E5's card: "query: " on both sides of symmetric tasks, whoever wrote its prompts down.
  const isE5 = roles.query === 'query: ' && roles.document === 'passage: '
  return { ...roles, symmetric: isOne || isE5 ? roles.query : (named(SYMMETRIC) ?? defaultPrompt) }
}

/** What all versions before roles were told apart used: names taken literally, and the default for everything else. */
export function formerPrompts({
  prompts,
  defaultPrompt,
}: Pick<Checkpoint, 'prompts' | 'defaultPrompt'>): Prompts {
  return { query: prompts.query ?? '', document: prompts.document ?? '', symmetric: defaultPrompt }
}

/** The page that a model's prompts are from, if its files carry none and its card asks for some. */
export function promptSource(
  checkpoint: Pick<Checkpoint, 'directory' | 'prompts'>,
  model: string,
): string | null {
  return cardOf(checkpoint, model)?.source ?? null
}

function cardOf(
  { directory, prompts }: Pick<Checkpoint, 'directory' | 'prompts'>,
  model: string,
): KnownModel | undefined {
  // Newer versions of sentence-transformers write empty prompts for both roles where there are none.
  if (Object.values(prompts).some(prompt => prompt !== '')) return undefined
  return knownModel([parseHubId(model)?.name, readRecord(directory)?.model, basename(directory)])
}
