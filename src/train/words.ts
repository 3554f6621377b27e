import type { Random } from '../basics/random.js'
import { CONTINUATION, cutWord } from './wordpiece.js'

/** Random segmentations kept per word. More do not improve training. */
const SEGMENTATIONS = 8

/** A word that training segments in different ways. */
export interface Word {
  /** Piece ids of the tokenizer's segmentation. */
  ids: readonly number[]
  /** Piece ids of other segmentations. */
  others: readonly (readonly number[])[]
}

/**
 * Collects the words of tokenised texts, each once, with random segmentations. So a long piece and its short parts
 * learn the same meaning (after BPE dropout, Provilkov et al. 2020, adapted to greedy WordPiece).
 */
export class WordSegmenter {
  private readonly words = new Map<string, Word>()
  private readonly idOf: ReadonlyMap<string, number>

  /**
   * @param pieces the vocabulary, in order of ids
   * @param dropout probability of passing over a matching piece for a shorter one
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
    // After an unknown piece, the text starts with the continuation prefix. Fails if a rare letter is only in longer
    // pieces.
    return cutWord(text, find, () => this.random.next() < this.dropout) ?? ids
  }
}

/**
 * Token ids of a text for one step. Words are dropped at random, so that none becomes decisive, but never all of
 * them. The others are segmented at random.
 */
export function drawTokens(words: readonly Word[], dropout: number, random: Random): number[] {
  const kept = words.filter(() => random.next() >= dropout)
  return (kept.length > 0 ? kept : words).flatMap(
    ({ ids, others }) => others[random.below(others.length)] ?? ids,
  )
}
