import { topK } from '../../basics/top-k.js'
import { rowOf } from '../../basics/vectors.js'
import type { Encoder } from '../../model/types.js'
import type { VectorBatch } from '../../types.js'
import { crossValidate, knownBy } from './evaluate.js'
import { type Example, encodeAll } from './examples.js'
import { fitLogistic } from './logistic.js'
import { type Fit, fitCentroids, fitNeighbours, type Predict, type Training } from './methods.js'
import { type ClassificationReport, type Guess, report } from './report.js'

export const METHODS = ['centroid', 'logistic', 'knn'] as const
/** How a classifier decides. */
export type Method = (typeof METHODS)[number]

/** How labels are learnt from examples. */
export interface ClassifierOptions {
  /**
   * `centroid`: the nearest mean of a label; `logistic`: multinomial logistic regression; `knn`: the nearest examples vote.
   * Default: `centroid`.
   */
  method?: Method
  /** Examples shown with a classification, and that vote with `knn`; 1 or more. Default: 5. */
  k?: number
  /** Share of known texts that may be told to have no label; undefined: each text gets one. */
  none?: number | undefined
  signal?: AbortSignal
}

/** What a text was labelled, and why. */
export interface Classification {
  /** null: none of the labels. */
  label: Guess
  /** Probability of the best label, 0 to 1. */
  confidence: number
  /** Probability of every label, best first. */
  scores: Record<string, number>
  /** The nearest examples, nearest first. */
  neighbours: { text: string; label: string; score: number }[]
}

/** Classifies texts by labelled examples. */
export class Classifier {
  private learnt: { predict: Predict; isKnown: (vector: Float32Array) => boolean } | undefined

  private constructor(
    private readonly encoder: Encoder,
    private readonly examples: readonly Example[],
    private readonly training: Training,
    private readonly names: readonly string[],
    private readonly options: ClassifierOptions & { method: Method; k: number },
  ) {}

  static async create(
    encoder: Encoder,
    examples: readonly Example[],
    { method = 'centroid', k = 5, ...options }: ClassifierOptions = {},
  ): Promise<Classifier> {
    const names = [...new Set(examples.map(({ label }) => label))].sort()
    const numbers = new Map(names.map((name, i) => [name, i]))
    const training = {
      vectors: await encodeAll(
        encoder,
        examples.map(({ text }) => text),
        options.signal,
      ),
      labels: examples.map(({ label }) => numbers.get(label)!),
      classes: names.length,
      groups: examples.map(({ group }, row) => group ?? `row ${row}`),
    }
    return new Classifier(encoder, examples, training, names, { method, k, ...options })
  }

  /** Learns at the first call. */
  async classify(texts: readonly string[]): Promise<Classification[]> {
    return this.classifyVectors(await encodeAll(this.encoder, texts, this.options.signal))
  }

  /** Evaluates on the examples themselves; see `crossValidate`. */
  crossValidate(): ClassificationReport {
    const { none, signal } = this.options
    return crossValidate(this.training, this.names, { fit: this.fit, none, ...(signal ? { signal } : {}) })
  }

  /** Evaluates on other labelled texts. */
  async evaluate(held: readonly Example[]): Promise<ClassificationReport> {
    const results = await this.classify(held.map(({ text }) => text))
    return report(
      held.map(({ label }) => label),
      results.map(({ label }) => label),
      held.map(({ label }, i) => results[i]!.scores[label] ?? 0),
    )
  }

  private get fit(): Fit {
    const { method, k } = this.options
    if (method === 'knn') return fitNeighbours(k)
    return method === 'logistic' ? fitLogistic : fitCentroids
  }

  private classifyVectors(batch: VectorBatch): Classification[] {
    const { vectors } = this.training
    const { none, k } = this.options
    this.learnt ??= { predict: this.fit(this.training), isKnown: knownBy(this.training, none) }
    const { predict, isKnown } = this.learnt
    return Array.from({ length: batch.rows }, (_, i) => {
      const vector = rowOf(batch, i)
      const ranked = predict(vector)
        .map((p, label) => [this.names[label]!, p] as const)
        .sort((a, b) => b[1] - a[1])
      const [best, confidence] = ranked[0]!
      const neighbours = topK(vectors, vector, k).map(({ row, score }) => {
        const { text, label } = this.examples[row]!
        return { text, label, score }
      })
      return {
        label: isKnown(vector) ? best : null,
        confidence,
        scores: Object.fromEntries(ranked),
        neighbours,
      }
    })
  }
}
