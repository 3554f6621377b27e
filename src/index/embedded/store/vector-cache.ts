/** Bytes of the vectors that are kept. */
const KEPT = 32 << 20

/** Vectors that searches have read of late, as one state of the database has them. */
export class VectorCache {
  /** By label, the one that was longest not asked for first. */
  private readonly vectors = new Map<number, Float32Array>()
  private readonly most: number
  private sequence = -1

  constructor(dimension: number) {
    this.most = Math.floor(KEPT / (Float32Array.BYTES_PER_ELEMENT * dimension))
  }

  /**
   * Vectors of passages, by label.
   * @param sequence number of the last write; what was read before another is forgotten
   * @param read reads those that are not kept, and may omit some
   */
  get(
    labels: readonly number[],
    sequence: number,
    read: (labels: readonly number[]) => ReadonlyMap<number, Float32Array>,
  ): Map<number, Float32Array> {
    if (sequence !== this.sequence) this.vectors.clear()
    this.sequence = sequence
    const missing = read(labels.filter(label => !this.vectors.has(label)))
    const found = new Map<number, Float32Array>()
    for (const label of labels) {
      const vector = this.vectors.get(label) ?? missing.get(label)
      if (!vector) continue
      found.set(label, vector)
      this.vectors.delete(label)
      this.vectors.set(label, vector)
    }
    for (const label of this.vectors.keys()) {
      if (this.vectors.size <= this.most) break
      this.vectors.delete(label)
    }
    return found
  }
}
