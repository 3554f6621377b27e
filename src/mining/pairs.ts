import type { NeighbourFinder } from './neighbours/types.js'

/** Pairs of rows, best first. Pair i is `left[i]` and `right[i]`. */
export interface RowPairs {
  left: Uint32Array
  right: Uint32Array
  scores: Float32Array
  /** Number of pairs before truncation to `maxPairs`. */
  found: number
}

export interface SelectOptions {
  ranks: Uint32Array
  topK: number
  /** Require each row to be among the other's neighbours; otherwise one direction is enough. */
  mutual: boolean
  maxPairs: number
}

/**
 * Turns neighbour lists into pairs: each once, the row of lower rank first. Reads the lists twice, one pass at a
 * time.
 */
export async function selectPairs(finder: NeighbourFinder, options: SelectOptions): Promise<RowPairs> {
  const { ranks, topK, mutual } = options
  const worstScores = new Float32Array(ranks.length).fill(Number.NEGATIVE_INFINITY)
  const worstRanks = new Uint32Array(ranks.length)
  for (let pass = 0; pass < finder.passes; pass++) {
    const { start, sizes, partners, scores } = await finder.lists(pass)
    let end = 0
    sizes.forEach((size, i) => {
      end += size
      if (size < topK) return
      worstScores[start + i] = scores[end - 1]!
      worstRanks[start + i] = ranks[partners[end - 1]!]!
    })
  }
  /** Whether `partner` is among the neighbours of `row`, if its score reaches the threshold. */
  const lists = (row: number, partner: number, score: number): boolean => {
    const worst = worstScores[row]!
    return score > worst || (score === worst && ranks[partner]! <= worstRanks[row]!)
  }
  const pairs = new PairCollector(options)
  for (let pass = 0; pass < finder.passes; pass++) {
    const { start, sizes, partners, scores } = await finder.lists(pass)
    let at = 0
    for (let i = 0; i < sizes.length; i++) {
      const row = start + i
      for (let n = 0; n < sizes[i]!; n++, at++) {
        const partner = partners[at]!
        const score = scores[at]!
        const listed = lists(partner, row, score)
        const isFirst = ranks[row]! < ranks[partner]!
        if (mutual ? listed && isFirst : isFirst || !listed)
          pairs.add(isFirst ? row : partner, isFirst ? partner : row, score)
      }
    }
  }
  return pairs.finish()
}

/** Keeps the best pairs in bounded memory. */
class PairCollector {
  private left = new Uint32Array(1024)
  private right = new Uint32Array(1024)
  private scores = new Float32Array(1024)
  private size = 0
  private found = 0

  constructor(private readonly options: Pick<SelectOptions, 'ranks' | 'maxPairs'>) {}

  add(left: number, right: number, score: number): void {
    this.found++
    if (this.size >= 2 * this.options.maxPairs) this.reorder()
    if (this.size === this.scores.length) this.grow()
    this.left[this.size] = left
    this.right[this.size] = right
    this.scores[this.size++] = score
  }

  finish(): RowPairs {
    this.reorder()
    const { left, right, scores, size, found } = this
    return { left: left.slice(0, size), right: right.slice(0, size), scores: scores.slice(0, size), found }
  }

  private grow(): void {
    const grown = <T extends Uint32Array | Float32Array>(from: T, into: T): T => {
      into.set(from)
      return into
    }
    const length = this.scores.length * 2
    this.left = grown(this.left, new Uint32Array(length))
    this.right = grown(this.right, new Uint32Array(length))
    this.scores = grown(this.scores, new Float32Array(length))
  }

  /** Sorts by descending score, then rank. Drops pairs beyond `maxPairs`. */
  private reorder(): void {
    const { left, right, scores } = this
    const { ranks, maxPairs } = this.options
    const order = Uint32Array.from({ length: this.size }, (_, i) => i).sort(
      (x, y) =>
        scores[y]! - scores[x]! ||
        ranks[left[x]!]! - ranks[left[y]!]! ||
        ranks[right[x]!]! - ranks[right[y]!]!,
    )
    this.size = Math.min(this.size, maxPairs)
    const kept = order.subarray(0, this.size)
    this.left = kept.map(i => left[i]!)
    this.right = kept.map(i => right[i]!)
    this.scores = Float32Array.from(kept, i => scores[i]!)
  }
}
