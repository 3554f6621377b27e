import { addTo, dot, rowOf } from '../../basics/vectors.js'
import type { Training } from './methods.js'

/** The mean vectors of labels. */
export class LabelMeans {
  private readonly sums: Float32Array[]
  /** Sums of the rows of one label and group, by `keyOf`. */
  private readonly partial = new Map<string, Float32Array>()
  private readonly counts: number[]

  constructor(private readonly training: Training) {
    const { vectors, labels, classes } = training
    this.sums = Array.from({ length: classes }, () => new Float32Array(vectors.dimension))
    this.counts = new Array<number>(classes).fill(0)
    for (const [row, label] of labels.entries()) {
      const vector = rowOf(vectors, row)
      const key = this.keyOf(row)
      addTo(this.sums[label]!, vector, 1)
      this.partial.set(key, addTo(this.partial.get(key) ?? new Float32Array(vectors.dimension), vector, 1))
      this.counts[label]!++
    }
  }

  /** Cosine to each label's mean; -Infinity for a label without rows. O(labels × dimension). */
  cosines(vector: Float32Array): number[] {
    return this.sums.map((sum, label) => this.cosine(vector, sum, label))
  }

  /** The cosines of a row of the training, as if its group had not been there. */
  cosinesWithout(row: number): number[] {
    const vector = rowOf(this.training.vectors, row)
    const own = this.training.labels[row]!
    const rest = addTo(this.sums[own]!.slice(), this.partial.get(this.keyOf(row))!, -1)
    return this.sums.map((sum, label) => this.cosine(vector, label === own ? rest : sum, label))
  }

  private cosine(vector: Float32Array, sum: Float32Array, label: number): number {
    if (this.counts[label] === 0) return Number.NEGATIVE_INFINITY
    return dot(vector, sum) / (Math.sqrt(dot(sum, sum)) || 1)
  }

  private keyOf(row: number): string {
    return `${this.training.labels[row]} ${this.training.groups[row]}`
  }
}

/**
 * The cosine to the nearest label's mean below which a text has none of the labels: that of the given share of the
 * examples themselves, each compared with means without its group.
 */
export function leastCosine(means: LabelMeans, rows: number, share: number): number {
  const own = Array.from({ length: rows }, (_, row) => Math.max(...means.cosinesWithout(row)))
  return own.sort((a, b) => a - b)[Math.min(rows - 1, Math.floor(share * rows))]!
}
