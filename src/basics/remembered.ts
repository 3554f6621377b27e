/** Longer texts are no words, and are answered each time; in UTF-16 code units. */
const LONGEST = 100

/**
 * A function that remembers its answers to words, and forgets those not asked for of late when they are too many.
 * @param most answers
 * @param answer of each word alone
 */
export function remembered<T>(most: number, answer: (word: string) => T): (word: string) => T {
  let recent = new Map<string, T>()
  let older = new Map<string, T>()
  return word => {
    if (word.length > LONGEST) return answer(word)
    const found = recent.get(word)
    if (found !== undefined || recent.has(word)) return found as T
    const made = older.has(word) ? (older.get(word) as T) : answer(word)
    if (2 * recent.size >= most) {
      older = recent
      recent = new Map()
    }
    recent.set(word, made)
    return made
  }
}
