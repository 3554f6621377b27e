import type { LeftOut, LeftOutKind } from './types.js'

/** What stands between white space and holds a letter or a digit, from the first of these. */
const WORD = /[\p{L}\p{N}]\S*/gu

/** Number of words of a text, in time linear in its length. */
export function countWords(text: string): number {
  let words = 0
  WORD.lastIndex = 0
  // Not `matchAll`, which makes an object of each word.
  while (WORD.test(text)) words++
  return words
}

/** Counts the words of a text as left out. */
export function leaveOut(leftOut: LeftOut, kind: LeftOutKind, text: string): void {
  addLeftOut(leftOut, { [kind]: countWords(text) })
}

/** Adds counts to others; those of 0 leave no entry. */
export function addLeftOut(leftOut: LeftOut, more: LeftOut): void {
  for (const [kind, words] of Object.entries(more) as [LeftOutKind, number][])
    if (words > 0) leftOut[kind] = (leftOut[kind] ?? 0) + words
}
