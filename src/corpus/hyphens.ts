/** The first letters of what follows a hyphen are enough to know it by. */
const KNOWN_BY = 4

/** Words that a text writes with a hyphen within a line: divided at the end of another line, they keep it. */
export interface HyphenatedWords {
  has(before: string, after: string): boolean
}

/** Finds the words with hyphens of texts, in time linear in their length. */
export function findHyphenated(texts: Iterable<string>): HyphenatedWords {
  const known = new Set<string>()
  for (const text of texts)
    for (const [, before, after] of text.matchAll(/(?<!\p{L})(\p{L}{1,40})[-‐](?=(\p{L}{1,4}))/gu))
      known.add(keyOf(before!, after!))
  return { has: (before, after) => known.has(keyOf(before, after)) }
}

function keyOf(before: string, after: string): string {
  return `${before}-${after.slice(0, KNOWN_BY)}`.toLocaleLowerCase('tr')
}

const NO_WORDS: HyphenatedWords = { has: () => false }

/**
 * Joins lines of running text. A word that is divided at the end of a line becomes whole: `veri-` and `lerden` are
 * `verilerden`. A hyphen stays before a capital or a digit, and in words that have it elsewhere.
 */
export function joinLines(lines: readonly string[], hyphenated = NO_WORDS): string {
  const pieces: string[] = []
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1]
    if (before === undefined) {
      pieces.push(line)
      continue
    }
    const left = /(\p{L}{1,40})[-‐\u00ad]$/u.exec(before.slice(-41))
    const right = /^[\p{L}\p{N}]{1,40}/u.exec(line)?.[0]
    if (!left || right === undefined) pieces.push(' ')
    else if (/^\p{Ll}/u.test(right) && !hyphenated.has(left[1]!, right))
      pieces.push(pieces.pop()!.slice(0, -1))
    pieces.push(line)
  }
  return pieces.join('')
}
