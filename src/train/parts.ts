import { cutWord, SPECIAL_PIECES } from './wordpiece.js'

/** Sizes of the coarser vocabularies, as shares of the full one. */
const SHARES = [1 / 12, 1 / 4]

/**
 * During training, a piece's vector is the sum of its own row and rows of coarser pieces, which it shares with
 * others. So a rare piece takes its meaning from its parts, like n-grams in fastText (Bojanowski et al. 2017), but
 * segmented once. After training, the rows of each piece are summed.
 *
 * The coarser vocabularies are prefixes of the full one: the result of stopping byte-pair merges earlier.
 */
export class PieceParts {
  /** Total rows, for pieces of all vocabularies. */
  readonly rows: number
  private readonly rowsOfPiece: number[][]

  /** @param pieces a vocabulary in learning order */
  constructor(pieces: readonly string[]) {
    this.rowsOfPiece = pieces.map((_, id) => [id])
    let offset = pieces.length
    for (const share of SHARES) {
      const coarse = new Map(
        pieces.slice(0, Math.round(pieces.length * share)).map((piece, id) => [piece, id]),
      )
      for (const [id, piece] of pieces.entries()) {
        if (id < SPECIAL_PIECES.length) continue
        const cut = cutWord(piece, part => coarse.get(part)) ?? []
        this.rowsOfPiece[id]!.push(...cut.map(part => offset + part))
      }
      offset += coarse.size
    }
    this.rows = offset
  }

  /** Rows whose sum equals the sum of these pieces' vectors. */
  rowsOf(pieces: readonly number[]): number[] {
    return pieces.flatMap(piece => this.rowsOfPiece[piece]!)
  }

  /**
   * @param table row-major [rows, dimension]
   * @returns a vector per piece, row-major [pieces, dimension]
   */
  sum(table: Float32Array, dimension: number): Float32Array {
    const out = new Float32Array(this.rowsOfPiece.length * dimension)
    for (const [piece, rows] of this.rowsOfPiece.entries())
      for (const row of rows)
        for (let d = 0; d < dimension; d++) out[piece * dimension + d]! += table[row * dimension + d]!
    return out
  }
}
