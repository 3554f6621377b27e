/** Longer texts are no words, and are answered each time; in UTF-16 code units. */
const LONGEST = 100

/**
 * A function that remembers its answers to words, and begins anew when they are too many.
 * @param most answers
 * @param answer of each word alone
 */
export function remembered<T>(most: number, answer: (word: string) => T): (word: string) => T {
  const known = new Map<string, T>()
  return word => {
    if (word.length > LONGEST) return answer(word)
    const found = known.get(word)
    if (found !== undefined || known.has(word)) return found as T
    const made = answer(word)
    if (known.size >= most) known.clear()
    known.set(word, made)
    return made
  }
}
