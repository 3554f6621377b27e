import type { Term } from '../index/lexical.js'

interface Node {
  /** Words from the root to here. */
  depth: number
  next: Map<string, Node>
  /** Node of the longest suffix of these words that is also a prefix of a phrase. */
  fallback: Node | undefined
  /**
   * The nearest fallback at which a phrase ends, or may end with the next word. There are at most as many as lengths.
   */
  nearest: Node | undefined
  ends: boolean
  /** Prefixes of a next word that ends a phrase. */
  beginnings: Set<string>
  /** Lengths of these prefixes. */
  lengths: number[]
}

/**
 * Finds all phrases among words in one pass (Aho and Corasick, 1975). The time is linear in the words, and independent
 * of the number of phrases and of partial matches.
 */
export class PhraseFinder {
  private readonly root = node(0)

  constructor(terms: readonly Term[]) {
    for (const { words, prefix } of terms) this.add(words, prefix)
    const queue = [...this.root.next.values()]
    for (let i = 0; i < queue.length; i++) {
      const from = queue[i]!
      const { fallback } = from
      from.nearest = fallback && (fallback.ends || fallback.lengths.length > 0) ? fallback : fallback?.nearest
      for (const [word, to] of from.next) {
        to.fallback = this.after(from.fallback!, word)
        queue.push(to)
      }
    }
  }

  /** @param longest for each place, how many words a phrase has at most that starts there; what is found is put in */
  find(words: readonly string[], longest: Uint16Array): void {
    let at = this.root
    const found = (last: number, length: number): void => {
      const first = last - length + 1
      if (longest[first]! < length) longest[first] = length
    }
    for (let i = 0; i < longest.length; i++) {
      const word = words[i]!
      for (let end: Node | undefined = at; end; end = end.nearest) {
        const { beginnings, lengths, depth } = end
        if (lengths.some(length => beginnings.has(word.slice(0, length)))) found(i, depth + 1)
      }
      at = this.after(at, word)
      for (let end: Node | undefined = at; end; end = end.nearest) if (end.ends) found(i, end.depth)
    }
  }

  private add(words: readonly string[], prefix: boolean): void {
    let at = this.root
    for (const word of prefix ? words.slice(0, -1) : words) {
      let to = at.next.get(word)
      if (!to) {
        to = node(at.depth + 1)
        to.fallback = this.root
        at.next.set(word, to)
      }
      at = to
    }
    if (!prefix) at.ends = true
    else {
      const beginning = words.at(-1)!
      at.beginnings.add(beginning)
      if (!at.lengths.includes(beginning.length)) at.lengths.push(beginning.length)
    }
  }

  private after(from: Node, word: string): Node {
    for (let at: Node | undefined = from; at; at = at.fallback) {
      const to = at.next.get(word)
      if (to) return to
    }
    return this.root
  }
}

function node(depth: number): Node {
  return {
    depth,
    next: new Map(),
    fallback: undefined,
    nearest: undefined,
    ends: false,
    beginnings: new Set(),
    lengths: [],
  }
}
