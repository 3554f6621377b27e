import type { Random } from '../basics/random.js'
import { CONTINUATION, cutWord } from './wordpiece.js'

/** Segmentations kept of a word; more of them tell training nothing new. */
const SEGMENTATIONS = 8

/** A word of a text, which training cuts into pieces now one way, now another. */
export interface Word {
  /** Ids of its pieces as the tokenizer cuts it. */
  ids: readonly number[]
  /** Ids of the pieces of other cuts. */
  others: readonly (readonly number[])[]
}

/**
 * Words of tokenised texts, each kept once, with random segmentations: so that a long piece and the short ones that it
 * is made of learn to mean the same (after BPE dropout, Provilkov et al. 2020, for greedy WordPiece).
 */
export class WordSegmenter {
  private readonly words = new Map<string, Word>()
  private readonly idOf: ReadonlyMap<string, number>

  /**
   * @param pieces the vocabulary, in the order of its ids
   * @param dropout probability that a piece that fits is passed over for the next shorter one
   */
  constructor(
    private readonly pieces: readonly string[],
    private readonly dropout: number,
    private readonly random: Random,
  ) {
    this.idOf = new Map(pieces.map((piece, id) => [piece, id]))
  }

  /** @param ids token ids of a text, without unknown pieces */
  wordsOf(ids: readonly number[]): Word[] {
    const words: Word[] = []
    for (let start = 0, end = 0; start < ids.length; start = end) {
      do end++
      while (end < ids.length && this.pieces[ids[end]!]!.startsWith(CONTINUATION))
      words.push(this.intern(ids.slice(start, end)))
    }
    return words
  }

  private intern(ids: readonly number[]): Word {
    const key = ids.join(' ')
    const known = this.words.get(key)
    if (known) return known
    const others = Array.from({ length: SEGMENTATIONS }, () => this.cut(ids))
    const word = { ids, others }
    this.words.set(key, word)
    return word
  }

  private cut(ids: readonly number[]): readonly number[] {
    const letters = ids.map(id => this.pieces[id]!)
    const text = letters.map((piece, i) => (i === 0 ? piece : piece.slice(CONTINUATION.length))).join('')
    const find = (piece: string): number | undefined => this.idOf.get(piece)
    // What follows an unknown piece goes on bearing its mark; rare letters stand in the vocabulary only within longer pieces.
    return cutWord(text, find, () => this.random.next() < this.dropout) ?? ids
  }
}

/**
 * Token ids of a text for one step: words left out at random, so that no single one decides, but never all of them; the
 * others cut at random.
 */
export function drawTokens(words: readonly Word[], dropout: number, random: Random): number[] {
  const kept = words.filter(() => random.next() >= dropout)
  return (kept.length > 0 ? kept : words).flatMap(
    ({ ids, others }) => others[random.below(others.length)] ?? ids,
  )
}
