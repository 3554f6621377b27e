import { topK } from '../../basics/top-k.js'
import type { VectorBatch } from '../../types.js'
import { LabelMeans } from './label-means.js'
import { softmax } from './softmax.js'

/** Labelled unit vectors. */
export interface Training {
  vectors: VectorBatch
  /** Number of each row's label, from 0. */
  labels: readonly number[]
  /** How many labels there are; some may have no row. */
  classes: number
  /** Rows that say nearly the same have the same group. */
  groups: readonly string[]
}

/** Probability of each label, for a unit vector. */
export type Predict = (vector: Float32Array) => number[]

/** Learns from at least one row. */
export type Fit = (training: Training) => Predict

/** Temperature of the softmax over cosines: a neighbour nearer by this much counts e times as much. */
const NEIGHBOUR_TEMPERATURE = 0.05
const TEMPERATURES = [0.02, 0.03, 0.04, 0.06, 0.08, 0.12, 0.2]

/** The labels of the k nearest rows vote, weighted by similarity. */
export function fitNeighbours(k: number): Fit {
  return ({ vectors, labels, classes }) =>
    vector => {
      const nearest = topK(vectors, vector, k)
      const weights = softmax(nearest.map(({ score }) => score / NEIGHBOUR_TEMPERATURE))
      const votes = new Array<number>(classes).fill(0)
      nearest.forEach(({ row }, i) => {
        votes[labels[row]!]! += weights[i]!
      })
      return votes
    }
}

/**
 * Softmax over the cosines to the mean vectors of the labels (Rocchio 1971). The temperature is that with the least log
 * loss on the rows, each compared with means without its group. O(rows × labels × dimension).
 */
export const fitCentroids: Fit = training => {
  const means = new LabelMeans(training)
  const known = training.labels.map((_, row) => means.cosinesWithout(row))
  const loss = (temperature: number): number =>
    known.reduce((sum, cosines, row) => {
      const p = softmax(cosines.map(cosine => cosine / temperature))
      return sum - Math.log(Math.max(p[training.labels[row]!]!, 1e-6))
    }, 0)
  const losses = TEMPERATURES.map(loss)
  const temperature = TEMPERATURES[losses.indexOf(Math.min(...losses))]!
  return vector => softmax(means.cosines(vector).map(cosine => cosine / temperature))
}
