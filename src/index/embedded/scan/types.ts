export interface LabelledVector {
  label: number
  /** Of unit length. */
  vector: Float32Array
}

export interface ScanQuery {
  /** Of unit length. */
  vector: Float32Array
  /** Vectors wanted; 1 or more. */
  k: number
  /** Length of the candidate list, whose true cosines are computed. */
  candidates: number
}

/** A vector with its cosine, summed in float64. */
export interface Scanned {
  label: number
  score: number
}

/** Finds the nearest vectors for several queries at once by comparing all vectors. */
export interface Scan {
  /** Many vectors were added or removed since it was built: it should be rebuilt. */
  readonly isWorn: boolean
  add(label: number, vector: Float32Array): void
  /** No-op for an unknown label. */
  remove(label: number): void
  /** @returns candidates for each query, best first: at least k if there are that many */
  search(queries: readonly ScanQuery[]): Promise<Scanned[][]>
  close(): Promise<void>
}

/**
 * @param vectors in ascending label order
 * @returns undefined if a scan would gain nothing
 */
export type ScanBuilder = (vectors: Iterable<LabelledVector>) => Promise<Scan | undefined>
