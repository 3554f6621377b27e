import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../support/shared.js'

export const PAIR_LABELS = ['paraphrase', 'differs', 'related'] as const

/** What tells or fails to tell two sentences apart; each kind stands under one label. */
export const PAIR_KINDS = {
  differs: [
    'negation',
    'antonym',
    'number',
    'order-date',
    'role-swap',
    'entity',
    'quantifier',
    'comparative',
    'condition-cause',
    'unit',
  ],
  paraphrase: [
    'reordered-list',
    'equal-terms',
    'lexical-negative',
    'madan-once',
    'year-form',
    'unit-conversion',
    'converse',
    'double-negation',
    'voice',
    'word-order',
    'number-form',
  ],
  related: ['same-subject'],
} as const

export const QUERY_KINDS = [
  'question',
  'keywords',
  'abbreviation',
  'english',
  'no-shared-word',
  'folded-typo',
  'no-answer',
] as const

export interface JudgedPair {
  id: string
  a: string
  b: string
  label: (typeof PAIR_LABELS)[number]
  kind: string
}

export interface JudgedQuery {
  id: string
  query: string
  kind: (typeof QUERY_KINDS)[number]
  /** Passage id → 2 for one that answers, 1 for one that helps. Empty: no passage answers. */
  relevant: Record<string, number>
}

export interface JudgedPassage {
  id: string
  text: string
}

export interface ProseSentence {
  id: string
  text: string
  /** Sentences of one group say the same. */
  group: string
  /** The sentence that this one nearly copies, but does not agree with. */
  contradicts?: string
}

export const judgedPairs = (): JudgedPair[] => read('test/quality/judged-pairs.jsonl')
export const judgedQueries = (): JudgedQuery[] => read('corpus/judged/queries.jsonl')
export const judgedPassages = (): JudgedPassage[] => read('corpus/judged/passages.jsonl')
export const minedProse = (): ProseSentence[] => read('corpus/judged/prose.jsonl')

function read<T>(path: string): T[] {
  return readFileSync(join(PROJECT_ROOT, path), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as T)
}
