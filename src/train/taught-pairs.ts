import { basename } from 'node:path'
import { setImmediate as otherWork } from 'node:timers/promises'
import type { Random } from '../basics/random.js'
import { dot, rowOf } from '../basics/vectors.js'
import { AnlamError, throwIfAborted } from '../errors.js'
import { pairKey } from '../evaluation/unlabelled-pairs.js'
import { stemsOf } from '../evaluation/wording.js'
import type { VectorBatch } from '../types.js'
import type { Pair } from './data.js'
import { isHeldOutGroup } from './held-out-groups.js'
import { type Row, readMaterial } from './material/read-rows.js'
import { textsHaving } from './texts-having.js'
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
/** Texts between two looks at the signal. */
const PAGE = 500

/** Pairs for a teacher to compare. */
export interface TaughtSet {
  name: string
  pairs: readonly (readonly [string, string])[]
  /** Passes over the pairs per epoch. */
  weight: number
}

/** Pairs that a teacher has compared, with its cosines as scores. */
export interface PlacedSet {
  name: string
  scored: readonly Pair[]
  /** As in `TaughtSet`. */
  weight: number
}

/**
 * Reads texts whose likeness a teacher is to say: rows of any shape that training takes, less groups of held-out subtopics.
 * Both texts of a pair are compared, whatever its label; and each text with others that share words with it. Of
 * translations the first texts are taken, and of questions with passages the questions, so that texts are of one kind.
 * @param given a path, with `@2` at its end for two passes per epoch instead of one
 * @throws AnlamError as `readMaterial`; `invalid-input` if there are no two texts; `cancelled`
 */
export async function readTaught(given: string, random: Random, signal?: AbortSignal): Promise<TaughtSet> {
  const { path, weight } = parseWeight(given)
  const rows = (await readMaterial(path)).rows.filter(row => row.shape !== 'group' || !isHeldOutGroup(row))
  const pairs = new Map<string, readonly [string, string]>()
  const add = (a: string, b: string): void => {
    if (a !== b) pairs.set(pairKey(a, b), [a, b])
  }
  for (const row of rows)
    if (row.shape === 'pair' || row.shape === 'labelled' || row.shape === 'scored') add(row.a, row.b)
  for await (const [a, b] of pairsByWords([...new Set(rows.flatMap(textsOf))], random, signal)) add(a, b)
  if (pairs.size === 0) throw new AnlamError('invalid-input', `${path} holds no two texts to compare`)
  return { name: `${basename(path)}, as taught`, pairs: [...pairs.values()], weight }
}

/**
 * Asks a teacher how alike the texts of each pair are.
 * @param teacher returns unit vectors
 */
export async function placePairs(
  { name, pairs, weight }: TaughtSet,
  teacher: (texts: readonly string[]) => Promise<VectorBatch>,
): Promise<PlacedSet> {
  const texts = [...new Set(pairs.flat())]
  const vectors = await teacher(texts)
  const vectorOf = new Map(texts.map((text, row) => [text, rowOf(vectors, row)]))
  const scored = pairs.map(([a, b]) => ({ a, b, score: dot(vectorOf.get(a)!, vectorOf.get(b)!) }))
  return { name, scored, weight }
}

function textsOf(row: Row): string[] {
  if (row.shape === 'group') return [...row.texts, ...(row.query === undefined ? [] : [row.query])]
  if (row.shape === 'text') return [row.text]
  return row.shape === 'parallel' || row.shape === 'retrieval' ? [row.a] : [row.a, row.b]
}

/** Each text beside two that share words with it, the rarer the better, and one in five beside any. */
async function* pairsByWords(
  texts: readonly string[],
  random: Random,
  signal: AbortSignal | undefined,
): AsyncGenerator<[string, string]> {
  const stems = texts.map(stemsOf)
  const having = textsHaving(stems)
  const shared = new Float64Array(texts.length)
  const isMet = new Uint8Array(texts.length)
  for (const [text, own] of stems.entries()) {
    if (text % PAGE === 0) {
      await otherWork()
      throwIfAborted(signal)
    }
    const near: number[] = []
    for (const stem of own) {
      const others = having.get(stem)!
      if (others.length > COMMON) continue
      const rarity = Math.log(texts.length / others.length)
      for (const other of others) {
        if (other === text) continue
        if (!isMet[other]) near.push(other)
        isMet[other] = 1
        shared[other]! += rarity
      }
    }
    const nearest = near
      .map(other => ({ other, likeness: shared[other]! / Math.sqrt(stems[other]!.size + SHORT) }))
      .sort((x, y) => y.likeness - x.likeness)
      .slice(0, NEAREST)
    for (const other of near) {
      shared[other] = 0
      isMet[other] = 0
    }
    for (const { other } of random.shuffle(nearest).slice(0, DRAWN)) yield [texts[text]!, texts[other]!]
    if (random.next() < FAR_SHARE) yield [texts[text]!, texts[random.below(texts.length)]!]
  }
}
