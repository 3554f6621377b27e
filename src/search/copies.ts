import { tokenize } from '../turkish/tokens.js'

/** Words by which a text is looked for in others; a shorter one is a title or a phrase, and may stand anywhere. */
const SHINGLE = 5
/** Texts with the same shingle that one is compared with, so that thousands of hits do not take thousands of times as long. */
const COMPARED = 100

/** Of a hit that stands for others: how many, and their passages' ids, best first. */
export interface Copies {
  copies?: number
  copyIds?: string[]
}

interface Kept<T> {
  hit: T
  ids: string[]
  words: readonly string[]
  /** The words between spaces, so that one text is found in another at words' ends. */
  text: string
}

/**
 * Leaves out hits that say nothing that a better one does not: those with the same words, those whose words all stand in a row
 * in a better hit, and those that consist of a better hit for at least a half. Case, Turkish letters and punctuation do
 * not count. Linear in the texts.
 * @param hits best first
 */
export function withoutCopies<T extends { id: string; text: string }>(hits: readonly T[]): (T & Copies)[] {
  const kept: Kept<T>[] = []
  const equal = new Map<string, Kept<T>>()
  const within = new Map<string, Kept<T>[]>()
  const starts = new Map<string, Kept<T>[]>()
  for (const hit of hits) {
    const words = tokenize(hit.text).map(({ plain }) => plain)
    const text = ` ${words.join(' ')} `
    const shingles = shinglesOf(words)
    const container = shingles[0] && within.get(shingles[0])?.find(other => other.text.includes(text))
    const original = equal.get(text) ?? container ?? partOf(text, words.length, shingles, starts)
    if (original) {
      original.ids.push(hit.id)
      continue
    }
    const own: Kept<T> = { hit, ids: [], words, text }
    kept.push(own)
    if (words.length > 0) equal.set(text, own)
    for (const shingle of new Set(shingles)) addTo(within, shingle, own)
    if (shingles[0]) addTo(starts, shingles[0], own)
  }
  return kept.map(({ hit, ids }) =>
    ids.length > 0 ? { ...hit, copies: ids.length, copyIds: ids } : { ...hit },
  )
}

/** The better hit that a text consists of for at least a half. */
function partOf<T>(
  text: string,
  words: number,
  shingles: readonly string[],
  starts: ReadonlyMap<string, Kept<T>[]>,
): Kept<T> | undefined {
  for (const shingle of shingles)
    for (const other of starts.get(shingle) ?? [])
      if (2 * other.words.length >= words && text.includes(other.text)) return other
  return undefined
}

function shinglesOf(words: readonly string[]): string[] {
  const count = Math.max(0, words.length - SHINGLE + 1)
  return Array.from({ length: count }, (_, i) => words.slice(i, i + SHINGLE).join(' '))
}

function addTo<T>(lists: Map<string, Kept<T>[]>, key: string, own: Kept<T>): void {
  const list = lists.get(key)
  if (!list) lists.set(key, [own])
  else if (list.length < COMPARED) list.push(own)
}
