import { z } from 'zod'
import { describeIssues } from '../basics/issues.js'
import { badRow, jsonLinesOf } from '../basics/json-rows.js'
import { indexEngine } from '../compose.js'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import type { IndexEngine } from '../index/engine.js'
import { bundledGlossary, type Glossary, glossaryWith } from '../turkish/glossary.js'
import { GlossaryEntry } from '../turkish/glossary-entry.js'

/** Key in the index's metadata. */
/** Key of an index's metadata. */
export const GLOSSARY = 'glossary'
/** Most entries of an index's own, so that they stay a few hundred kilobytes. */
const MOST_ENTRIES = 2000

const Stored = z.object({ version: z.literal(1), entries: z.array(GlossaryEntry).max(MOST_ENTRIES) })

/**
 * Replaces an index's own terms by those of a file of JSON lines, in the form of `corpus/glossary.jsonl`. They are
 * looked for beside the bundled ones; one with the id of a bundled one takes its place.
 * @returns how many there are
 * @throws AnlamError `invalid-input` naming file and line; `not-found` if there is no such file or index; `storage-full`
 */
export async function setGlossary(config: Config, name: string, path: string): Promise<number> {
  const entries: GlossaryEntry[] = []
  const lines = new Map<string, number>()
  for await (const { line, value } of jsonLinesOf(path)) {
    const parsed = GlossaryEntry.safeParse(value)
    if (!parsed.success) throw badRow(path, line, describeIssues(parsed.error))
    const { id } = parsed.data
    if (lines.has(id))
      throw badRow(path, line, `the id ${JSON.stringify(id)} is that of line ${lines.get(id)}`)
    if (entries.length === MOST_ENTRIES) throw badRow(path, line, `at most ${MOST_ENTRIES} terms are allowed`)
    lines.set(id, line)
    entries.push(parsed.data)
  }
  if (entries.length === 0) throw new AnlamError('invalid-input', `${path} has no terms`)
  await indexEngine(config).setMetadata(name, GLOSSARY, { version: 1, entries })
  return entries.length
}

/**
 * Removes an index's own terms.
 * @throws AnlamError `not-found` if there is no such index
 */
export function removeGlossary(config: Config, name: string): Promise<void> {
  return indexEngine(config).setMetadata(name, GLOSSARY, undefined)
}

/**
 * An index's own terms; none if it has none.
 * @throws AnlamError `corrupt-index` if they are damaged
 */
export async function ownTerms(
  config: Config,
  name: string,
  engine: IndexEngine = indexEngine(config),
): Promise<GlossaryEntry[]> {
  const value = await engine.metadata(name, GLOSSARY)
  if (value === undefined) return []
  const stored = Stored.safeParse(value)
  if (stored.success) return stored.data.entries
  throw new AnlamError(
    'corrupt-index',
    `the glossary of index ${name} is damaged; \`anlam glossary set FILE\` writes it again`,
    { cause: stored.error },
  )
}

/** The glossary that searches of an index use: the bundled one with its own terms; undefined for the bundled alone. */
export async function glossaryOf(
  config: Config,
  name: string,
  engine: IndexEngine = indexEngine(config),
): Promise<Glossary | undefined> {
  const entries = await ownTerms(config, name, engine)
  return entries.length > 0 ? glossaryWith(entries) : undefined
}

/**
 * The meanings of a term, by any of its names in any form, as searches of an index know them.
 * @param name of the index; there need not be one
 */
export async function meaningsOf(config: Config, name: string, term: string): Promise<GlossaryEntry[]> {
  return ((await glossaryOf(config, name)) ?? bundledGlossary()).entriesOf(term)
}
