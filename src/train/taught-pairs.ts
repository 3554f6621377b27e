import { basename } from 'node:path'
import type { Random } from '../basics/random.js'
import { dot, rowOf } from '../basics/vectors.js'
import { stemsOf } from '../evaluation/wording.js'
import type { VectorBatch } from '../types.js'
import type { Pair } from './data.js'
import { type Row, readMaterial } from './material/read-rows.js'
import { parseWeight } from './training-files.js'

/** A text is compared with some of those whose words are most like its own: which of them says the same is hard to tell. */
const NEAREST = 8
const DRAWN = 2
/** Share of texts that are compared with any other one, too. */
const FAR_SHARE = 0.2
/** Stems that more texts have are everywhere, and would cost a comparison with each. */
const COMMON = 1500
/** Added to the stems of a text, so that a short one is not near for one word. */
const SHORT = 3

/** Pairs that a teacher has compared. */
export interface PlacedSet {
  name: string
  /** With its cosines as scores. */
  scored: readonly Pair[]
  /** Passes over the pairs per epoch. */
  weight: number
}

/**
 * Reads texts and has a teacher say how alike they are: rows of any shape that training takes. Texts that a row has together
 * are one pair, whatever its label; each text is in others beside texts that share words with it.
 * @param given a path, with `@2` at its end for two passes per epoch instead of one
 * @param teacher returns unit vectors
 * @throws AnlamError as `readMaterial`, and as the teacher
 */
export async function readTaught(
  given: string,
  teacher: (texts: readonly string[]) => Promise<VectorBatch>,
  random: Random,
): Promise<PlacedSet> {
  const { path, weight } = parseWeight(given)
  const { rows } = await readMaterial(path)
  const own = rows.flatMap(pairOf)
  const texts = [...new Set(rows.flatMap(textsOf))]
  const pairs = new Map<string, readonly [string, string]>()
  for (const [a, b] of [...own, ...pairsByWords(texts, random)])
    if (a !== b) pairs.set(a < b ? `${a}\n${b}` : `${b}\n${a}`, [a, b])
  const compared = [...new Set([...pairs.values()].flat())]
  const vectors = await teacher(compared)
  const placeOf = new Map(compared.map((text, row) => [text, rowOf(vectors, row)]))
  const scored = [...pairs.values()].map(([a, b]) => ({ a, b, score: dot(placeOf.get(a)!, placeOf.get(b)!) }))
  return { name: `${basename(path)}, as taught`, scored, weight }
}

function pairOf(row: Row): [string, string][] {
  return 'a' in row && row.shape !== 'parallel' ? [[row.a, row.b]] : []
}

/** Of a translation the first text, of a question the question: texts of one kind are compared. */
function textsOf(row: Row): string[] {
  if (row.shape === 'group') return row.texts
  if (row.shape === 'text') return [row.text]
  return row.shape === 'parallel' || row.shape === 'retrieval' ? [row.a] : [row.a, row.b]
}

/** Each text beside two that share words with it, the rarer the better, and one in five beside any. */
function* pairsByWords(texts: readonly string[], random: Random): Generator<[string, string]> {
  const stems = texts.map(stemsOf)
  const having = new Map<string, number[]>()
  stems.forEach((own, text) => {
    for (const stem of own) {
      const known = having.get(stem)
      if (known) known.push(text)
      else having.set(stem, [text])
    }
  })
  for (const [text, own] of stems.entries()) {
    const shared = new Map<number, number>()
    for (const stem of own) {
      const others = having.get(stem)!
      if (others.length > COMMON) continue
      const rarity = Math.log(texts.length / others.length)
      for (const other of others) if (other !== text) shared.set(other, (shared.get(other) ?? 0) + rarity)
    }
    const nearest = [...shared]
      .map(([other, sum]) => ({ other, likeness: sum / Math.sqrt(stems[other]!.size + SHORT) }))
      .sort((x, y) => y.likeness - x.likeness)
      .slice(0, NEAREST)
    for (const { other } of random.shuffle(nearest).slice(0, DRAWN)) yield [texts[text]!, texts[other]!]
    if (random.next() < FAR_SHARE) yield [texts[text]!, texts[random.below(texts.length)]!]
  }
}
