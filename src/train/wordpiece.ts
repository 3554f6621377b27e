/** Prefix of a piece that does not start a word. */
export const CONTINUATION = '##'

/** In every vocabulary learnt here, `[PAD]` has id 0 and `[UNK]` id 1; that of a transformer goes on with its own. */
export const SPECIAL_PIECES = ['[PAD]', '[UNK]'] as const

export interface VocabularyOptions {
  /** Rarer pairs and letters are left out; default 2. */
  minCount?: number
  /** Pieces that come first; default those of a static encoder. */
  special?: readonly string[]
}

interface Word {
  pieces: string[]
  count: number
}

/**
 * Learns a WordPiece vocabulary. Starts with letters, then repeatedly merges the most frequent pair of neighbouring
 * pieces (byte-pair encoding, Sennrich et al. 2016). Ties go to the pair that sorts first.
 *
 * @param counts normalised words with their counts
 * @param size maximum number of pieces, special ones included; a small corpus gives fewer
 * @returns pieces in order of their ids
 */
export function learnWordPieces(
  counts: ReadonlyMap<string, number>,
  size: number,
  { minCount = 2, special = SPECIAL_PIECES }: VocabularyOptions = {},
): string[] {
  const words: Word[] = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([word, count]) => ({ pieces: [...word].map((c, i) => (i === 0 ? c : CONTINUATION + c)), count }))
  const vocabulary = new Set<string>([...special, ...frequentLetters(words, minCount)])
  const pairs = new PairTable(words)
  while (vocabulary.size < size) {
    const best = pairs.takeBest()
    if (!best || best.count < minCount) break
    vocabulary.add(pairs.join(best.pair))
  }
  return [...vocabulary]
}

/**
 * Segments a word like WordPiece: repeatedly takes the longest matching piece.
 * @param text a word, or the rest of one, starting with the continuation prefix
 * @param find returns the id of a piece, if it exists
 * @param passOver whether to try a shorter piece instead; called for each match
 * @returns ids; undefined if no piece matches somewhere
 */
export function cutWord(
  text: string,
  find: (piece: string) => number | undefined,
  passOver: () => boolean = () => false,
): number[] | undefined {
  const continues = text.startsWith(CONTINUATION)
  const word = continues ? text.slice(CONTINUATION.length) : text
  const out: number[] = []
  for (let start = 0, end = 0; start < word.length; start = end) {
    const prefix = start > 0 || continues ? CONTINUATION : ''
    let id: number | undefined
    for (let stop = word.length; stop > start; stop--) {
      const fits = find(prefix + word.slice(start, stop))
      if (fits === undefined) continue
      id = fits
      end = stop
      if (!passOver()) break
    }
    if (id === undefined) return undefined
    out.push(id)
  }
  return out
}

function frequentLetters(words: readonly Word[], minCount: number): string[] {
  const letters = new Map<string, number>()
  for (const { pieces, count } of words) {
    for (const piece of pieces) letters.set(piece, (letters.get(piece) ?? 0) + count)
  }
  return [...letters.entries()]
    .filter(([, count]) => count >= minCount)
    .map(([letter]) => letter)
    .sort()
}

/** Counts of neighbouring pieces, updated on every merge. */
class PairTable {
  private readonly counts = new Map<string, number>()
  private readonly places = new Map<string, Set<number>>()
  private readonly heap: { pair: string; count: number }[] = []

  constructor(private readonly words: Word[]) {
    words.forEach((_, index) => {
      this.count(index, 1)
    })
    for (const [pair, count] of this.counts) this.push({ pair, count })
  }

  /** Removes and returns the most frequent pair. Heap entries with an outdated count are skipped. */
  takeBest(): { pair: string; count: number } | undefined {
    for (let top = this.pop(); top; top = this.pop()) {
      const now = this.counts.get(top.pair) ?? 0
      if (now === top.count && now > 0) return top
    }
    return undefined
  }

  /**
   * Merges a pair everywhere.
   * @returns the new piece
   */
  join(pair: string): string {
    const [left, right] = pair.split(' ') as [string, string]
    const joined = left + right.slice(CONTINUATION.length)
    const touched = new Set<string>()
    for (const index of this.places.get(pair) ?? []) {
      for (const p of this.count(index, -1)) touched.add(p)
      const word = this.words[index]!
      word.pieces = joinPieces(word.pieces, left, right, joined)
      for (const p of this.count(index, 1)) touched.add(p)
    }
    this.places.delete(pair)
    this.counts.delete(pair)
    touched.delete(pair)
    for (const p of touched) this.push({ pair: p, count: this.counts.get(p) ?? 0 })
    return joined
  }

  private count(index: number, sign: 1 | -1): string[] {
    const { pieces, count } = this.words[index]!
    const pairs: string[] = []
    for (let i = 1; i < pieces.length; i++) {
      const pair = `${pieces[i - 1]} ${pieces[i]}`
      this.counts.set(pair, (this.counts.get(pair) ?? 0) + sign * count)
      if (sign === 1) {
        const places = this.places.get(pair) ?? new Set()
        this.places.set(pair, places.add(index))
      }
      pairs.push(pair)
    }
    return pairs
  }

  private push(entry: { pair: string; count: number }): void {
    const { heap } = this
    heap.push(entry)
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1
      if (!before(heap[i]!, heap[parent]!)) break
      ;[heap[i], heap[parent]] = [heap[parent]!, heap[i]!]
      i = parent
    }
  }

  private pop(): { pair: string; count: number } | undefined {
    const { heap } = this
    const top = heap[0]
    const last = heap.pop()
    if (heap.length === 0 || !last) return top
    heap[0] = last
    for (let i = 0; ; ) {
      let best = i
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < heap.length && before(heap[child]!, heap[best]!)) best = child
      }
      if (best === i) return top
      ;[heap[i], heap[best]] = [heap[best]!, heap[i]!]
      i = best
    }
  }
}

function before(a: { pair: string; count: number }, b: { pair: string; count: number }): boolean {
  return a.count !== b.count ? a.count > b.count : a.pair < b.pair
}

function joinPieces(pieces: readonly string[], left: string, right: string, joined: string): string[] {
  const out: string[] = []
  for (let i = 0; i < pieces.length; i++) {
    if (pieces[i] === left && pieces[i + 1] === right) {
      out.push(joined)
      i++
    } else out.push(pieces[i]!)
  }
  return out
}
