import { align, type Gap } from './align.js'
import { type Item, readText } from './reading.js'

/** What each of two texts says where the other says something else. */
export interface Replaced {
  /** Words that carry meaning, in order, and stand nowhere in the other text in any form; in lower case. */
  a: readonly string[]
  b: readonly string[]
  /** Places at which they stand. */
  places: number
  /** Places at which only one of the texts has such words. */
  additions: number
}

/** @returns undefined unless each of the texts has a word that the other lacks */
export function replacedWords(a: string, b: string): Replaced | undefined {
  const { a: left, b: right, gaps, movedToB, movedToA } = align(readText(a), readText(b))
  const found = { a: [] as string[], b: [] as string[], places: 0, additions: 0 }
  for (const gap of gaps) {
    const here = [wordsIn(left, gap.left, movedToB), wordsIn(right, gap.right, movedToA)] as const
    if (here.every(words => words.length === 0)) continue
    found.places++
    if (here.some(words => words.length === 0)) found.additions++
    found.a.push(...here[0])
    found.b.push(...here[1])
  }
  return found.a.length > 0 && found.b.length > 0 ? found : undefined
}

function wordsIn(items: readonly Item[], { from, to }: Gap['left'], moved: Int32Array): string[] {
  const words: string[] = []
  for (let i = from; i < to; i++) if (!items[i]!.light && moved[i]! < 0) words.push(items[i]!.whole)
  return words
}
