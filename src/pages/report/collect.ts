import { evenlySpaced } from '../../basics/evenly-spaced.js'
import { Random } from '../../basics/random.js'
import { unitCosine } from '../../basics/vectors.js'
import { FLAGS } from '../../mining/flags/names.js'
import { KINDS } from '../../mining/kinds.js'
import type { MineResult } from '../../mining/mine.js'
import type { RowReader } from '../../mining/recall.js'
import type { TextFile } from '../../mining/text-file.js'
import type { Pair } from '../../mining/types.js'
import type { Histogram, ReportData } from './data.js'

/** Most pairs on the page; more would open slowly. The files beside it have all of them. */
export const MAX_PAIRS = 100_000
const MAX_GROUPS = 20_000
/** Most points on the map: a layout of more takes long, and they could not be told apart. */
const MAX_POINTS = 2000
const RANDOM_PAIRS = 20_000
const BIN = 0.02
const SEED = 1

/** Numbers texts in the order of first use. */
export class TextTable {
  readonly ids: string[] = []
  readonly texts: string[] = []
  /** Corpus of each text, 0 or 1. */
  readonly corpora: number[] = []
  private readonly numbers = new Map<string, number>()

  /** @param corpus 0 or 1: two corpora may have the same id */
  number(id: string, text: string, corpus = 0): number {
    const key = `${corpus}${id}`
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    this.numbers.set(key, this.ids.length)
    this.ids.push(id)
    this.texts.push(text)
    this.corpora.push(corpus)
    return this.ids.length - 1
  }
}

export function pairColumns(
  pairs: readonly Pair[],
  table: TextTable,
  isBetween: boolean,
): ReportData['pairs'] {
  const shown = pairs.slice(0, MAX_PAIRS)
  return {
    a: shown.map(({ aId, a }) => table.number(aId, a)),
    b: shown.map(({ bId, b }) => table.number(bId, b, isBetween ? 1 : 0)),
    score: shown.map(({ score }) => round(score)),
    kind: shown.map(({ kind }) => KINDS.indexOf(kind)),
    flags: shown.map(({ flags }) => flags.reduce((bits, flag) => bits | (1 << FLAGS.indexOf(flag)), 0)),
    reason: shown.map(reasonOf),
    ...(shown[0]?.probability === undefined
      ? {}
      : { probability: shown.map(({ probability }) => probability!) }),
  }
}

/** Chooses the rows of the map: first those in groups, largest groups first, then a uniform sample of the others. */
export function chooseRows({ groups, rows }: MineResult): { row: number; group: number }[] {
  const chosen = new Map<number, number>()
  for (const { group, rows: members } of groups)
    for (const row of members) if (chosen.size < MAX_POINTS) chosen.set(row, group)
  for (const row of evenlySpaced(rows.ids.length, MAX_POINTS - chosen.size))
    if (!chosen.has(row)) chosen.set(row, 0)
  return [...chosen].map(([row, group]) => ({ row, group })).sort((a, b) => a.row - b.row)
}

/** Reads the vectors of some rows. */
export function vectorsOf(vectors: RowReader, rows: readonly number[]): Float32Array[] {
  return rows.map(row => {
    const vector = new Float32Array(vectors.dimension)
    vectors.read(row, 1, vector)
    return vector
  })
}

/** Histogram of the cosines of random pairs and of the pairs found. */
export function histogram(vectors: RowReader, pairs: readonly Pair[]): Histogram {
  const random = new Random(SEED)
  const scores: number[] = []
  const [left, right] = [new Float32Array(vectors.dimension), new Float32Array(vectors.dimension)]
  for (let i = 0; i < RANDOM_PAIRS && vectors.rows > 1; i++) {
    const a = random.below(vectors.rows)
    const b = random.below(vectors.rows)
    if (a === b) continue
    vectors.read(a, 1, left)
    vectors.read(b, 1, right)
    scores.push(unitCosine(left, right))
  }
  let least = 1
  for (const score of scores) least = Math.min(least, score)
  for (const { score } of pairs) least = Math.min(least, score)
  const from = Math.floor(least / BIN) * BIN
  const bins = Math.max(1, Math.ceil((1 - from) / BIN - 1e-9))
  const count = (values: Iterable<number>): number[] => {
    const counts = new Array<number>(bins).fill(0)
    for (const value of values) counts[Math.min(bins - 1, Math.floor((value - from) / BIN))]!++
    return counts
  }
  const found = count(pairs.map(({ score }) => score))
  return {
    from: round(from),
    width: BIN,
    random: count(scores).map(n => (scores.length === 0 ? 0 : round(n / scores.length))),
    found,
  }
}

export async function groupColumns(
  { groups, rows: { split } }: MineResult,
  table: TextTable,
  texts: TextFile,
): Promise<ReportData['groups']> {
  const shown = groups.slice(0, MAX_GROUPS)
  const byRow = await texts.read(shown.flatMap(({ rows }) => rows))
  return shown.map(({ members, scores, rows }) => {
    const numbers = members.map((id, i) => {
      const row = rows[i]!
      return table.number(id, byRow.get(row)!, row < split ? 0 : 1)
    })
    return { representative: numbers[0]!, members: numbers, scores: scores.map(round) }
  })
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}

function reasonOf({ differs, rival, crowded }: Pair): ReportData['pairs']['reason'][number] {
  if (differs) return { differs }
  if (rival !== undefined) return { rival }
  return crowded === undefined ? 0 : { crowded }
}
