/** Longer texts are no words, and are answered each time; in UTF-16 code units. */
const LONGEST = 100
/** From this length on, V8 keeps a part of a text as a reference into it. */
const SLICED = 13

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
    const own = apart(word)
    const made = older.has(word) ? (older.get(word) as T) : answer(own)
    if (2 * recent.size >= most) {
      older = recent
      recent = new Map()
    }
    recent.set(own, made)
    return made
  }
}

/** A copy: what is remembered of a word must not keep the text alive that it was found in. */
function apart(word: string): string {
  return word.length < SLICED ? word : Buffer.from(word, 'utf16le').toString('utf16le')
}
