import { cutWord, SPECIAL_PIECES } from './wordpiece.js'

/** Of a vocabulary: how much of its beginning each coarser one takes. */
const SHARES = [1 / 12, 1 / 4]

/**
 * What the vectors of pieces are made of while they are learnt: a row of its own for each, and rows of coarser pieces
 * that it shares with others, so that a piece that was hardly seen has the meaning of its parts (as fastText's n-grams do
 * it: Bojanowski et al. 2017, but cut once and not everywhere). Afterwards all of a piece's rows are added up.
 *
 * The coarser vocabularies are beginnings of the full one: that is what byte-pair merges make of the same text when they
 * stop earlier.
 */
export class PieceParts {
  /** Rows of pieces and of all coarser ones. */
  readonly rows: number
  private readonly rowsOfPiece: number[][]

  /** @param pieces a vocabulary in the order in which it was learnt */
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

  /** Rows whose sum is the sum of these pieces' vectors. */
  rowsOf(pieces: readonly number[]): number[] {
    return pieces.flatMap(piece => this.rowsOfPiece[piece]!)
  }

  /**
   * @param table row-major [rows × dimension]
   * @returns a vector for each piece, row-major [pieces × dimension]
   */
  sum(table: Float32Array, dimension: number): Float32Array {
    const out = new Float32Array(this.rowsOfPiece.length * dimension)
    for (const [piece, rows] of this.rowsOfPiece.entries())
      for (const row of rows)
        for (let d = 0; d < dimension; d++) out[piece * dimension + d]! += table[row * dimension + d]!
    return out
  }
}
