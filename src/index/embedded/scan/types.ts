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
  /** Vectors whose true cosines are looked at. */
  candidates: number
}

/** A vector with its cosine, summed in float64. */
export interface Scanned {
  label: number
  score: number
}

/** Finds the nearest vectors for several queries at once, by looking at all there are. */
export interface Scan {
  /** The last one added. */
  readonly lastLabel: number
  /** Much has been added or removed since it was built: it should be built anew. */
  readonly isWorn: boolean
  add(label: number, vector: Float32Array): void
  /** Does nothing for a label that is not there. */
  remove(label: number): void
  /** @returns for each query those looked at, best first: at least k if there are as many */
  search(queries: readonly ScanQuery[]): Promise<Scanned[][]>
  close(): Promise<void>
}

/**
 * @param vectors with labels that rise
 * @returns undefined where a scan would gain nothing
 */
export type ScanBuilder = (vectors: Iterable<LabelledVector>) => Promise<Scan | undefined>
