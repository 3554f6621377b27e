import { replaceFile } from '../basics/files.js'
import { openEncoder } from '../compose.js'
import type { Config } from '../config.js'
import { AnlamError, throwIfAborted } from '../errors.js'
import { eachScoreRow } from '../evaluation/score-rows.js'
import { type EncodeTexts, unitRows } from '../evaluation/unit-rows.js'
import type { Reporter, VectorBatch } from '../types.js'
import { isHeldOutGroup, subjectOf } from './held-out-groups.js'
import { readMaterial } from './material/read-rows.js'

/**
 * A text of another group this near to one's own may say the same: 0 is the mean similarity to all texts, 1 that to the
 * own group. Relative, as in positive-aware mining (Moreira et al. 2024), so that it fits encoders whose cosines are
 * all high.
 */
const CEILING = 0.9

/** Texts that say one thing, and what one would type to find them. */
export interface TextGroup {
  texts: string[]
  query?: string
  subtopic?: string
}

/** A text, another one of its group, and one that is near to the first and says something else. */
export interface MinedNegative {
  a: string
  b: string
  negative: string
}

export interface MiningOptions {
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

/** A text or query of a group, and the text that is to be its positive. */
interface Anchor {
  a: string
  b: string
  group: number
}

/**
 * Reads the groups among the rows of files and folders. Those of held-out subtopics are left out, as in training.
 * @throws AnlamError as `readMaterial`; `invalid-input` if there are no groups
 */
export async function readTextGroups(paths: readonly string[]): Promise<TextGroup[]> {
  const groups: TextGroup[] = []
  for (const path of paths)
    for (const row of (await readMaterial(path)).rows)
      if (row.shape === 'group' && !isHeldOutGroup(row)) groups.push(row)
  if (groups.length === 0)
    throw new AnlamError(
      'invalid-input',
      `no group to learn from in ${paths.join(', ')}; write {"texts":[…]}`,
    )
  return groups
}

export interface MiningReport {
  model: string
  fingerprint: string
  groups: number
  negatives: number
}

/**
 * Runs `mineNegatives` on all groups of these files together, and writes what it finds as JSON lines.
 * @throws AnlamError as `readTextGroups`, `mineNegatives` and `openEncoder`; the system's error if it cannot write
 */
export async function mineNegativesOfFiles(
  config: Config,
  files: readonly string[],
  out: string,
  { reporter, ...options }: MiningOptions & { reporter: Reporter },
): Promise<MiningReport> {
  const groups = await readTextGroups(files)
  const encoder = await openEncoder(config, undefined, reporter)
  try {
    const { signal } = options
    const found = await mineNegatives(
      groups,
      (texts, kind) => encoder.encode(texts, { kind, ...(signal ? { signal } : {}) }),
      options,
    )
    replaceFile(
      out,
      found.map(row => `${JSON.stringify(row)}\n`),
    )
    const { model, fingerprint } = encoder.spec
    return { model, fingerprint, groups: groups.length, negatives: found.length }
  } finally {
    await encoder.close()
  }
}

/**
 * Finds a hard negative for each text and query: the most similar text of another group that is still clearly less
 * similar than its own group, because claims recur across groups. Texts of groups on the same subtopic, and texts that
 * the own group has too, do not count. The encoder should have learnt from the groups: one that is hardly nearer to the
 * own group than to others leaves only easy negatives below that bound. Compares all texts exactly:
 * O(texts² × dimension).
 * @returns in the order of the groups, queries first; a text for which nothing is left has none
 * @throws AnlamError `invalid-input` for fewer than two groups; `cancelled`
 */
export async function mineNegatives(
  groups: readonly TextGroup[],
  encode: EncodeTexts,
  { signal, onProgress }: MiningOptions = {},
): Promise<MinedNegative[]> {
  if (groups.length < 2) throw new AnlamError('invalid-input', 'at least two groups are needed')
  const texts = groups.flatMap(({ texts: own }, group) =>
    own.map((a, i): Anchor => ({ a, b: own[(i + 1) % own.length]!, group })),
  )
  const asked = groups.flatMap(({ query, texts: [b] }, group): Anchor[] =>
    query === undefined ? [] : [{ a: query, b: b!, group }],
  )
  const total = texts.length + asked.length
  let done = 0
  const rowsOf = (of: readonly Anchor[], kind: 'query' | 'document'): Promise<VectorBatch> =>
    unitRows(
      of.map(({ a }) => a),
      kind,
      encode,
      {
        ...(signal ? { signal } : {}),
        onEncoded: rows => {
          done += rows
          onProgress?.(done, total)
        },
      },
    )
  const rows = await rowsOf(texts, 'document')
  const subjects = groups.map(({ subtopic }, g) => (subtopic === undefined ? `#${g}` : subjectOf(subtopic)))
  const subjectOfRow = texts.map(({ group }) => subjects[group]!)
  const found: MinedNegative[][] = groups.map(() => [])
  const mine = async (anchors: readonly Anchor[], vectors: VectorBatch): Promise<void> => {
    await eachScoreRow(vectors, rows, (row, scores) => {
      throwIfAborted(signal)
      const { a, b, group } = anchors[row]!
      const own = new Set(groups[group]!.texts)
      let [ofOwn, ownTexts, ofAll] = [0, 0, 0]
      for (let i = 0; i < scores.length; i++) {
        ofAll += scores[i]!
        if (texts[i]!.group !== group || texts[i]!.a === a) continue
        ofOwn += scores[i]!
        ownTexts++
      }
      if (ownTexts === 0) return
      const background = ofAll / scores.length
      const ceiling = background + CEILING * (ofOwn / ownTexts - background)
      let best = -1
      for (let i = 0; i < scores.length; i++)
        if (
          scores[i]! < ceiling &&
          (best < 0 || scores[i]! > scores[best]!) &&
          subjectOfRow[i] !== subjects[group] &&
          !own.has(texts[i]!.a)
        )
          best = i
      if (best >= 0) found[group]!.push({ a, b, negative: texts[best]!.a })
    })
  }
  if (asked.length > 0) await mine(asked, await rowsOf(asked, 'query'))
  await mine(texts, rows)
  return found.flat()
}
