import { z } from 'zod'
import { cleanString, readRows, rowName } from '../basics/json-rows.js'
import { topK } from '../basics/top-k.js'
import { rowOf } from '../basics/vectors.js'
import { AnlamError } from '../errors.js'
import type { Encoder } from '../model/types.js'
import type { VectorBatch } from '../types.js'

/** Texts per call of the encoder. */
const BATCH = 1024
/** Temperature of the softmax over cosines: a neighbour nearer by this much counts e times as much. */
const TEMPERATURE = 0.05

const label = z.union([rowName, z.boolean()]).transform(String)
const ExampleRow = z.object({ text: cleanString, label })

/** A labelled text, or a description of its label. */
export type Example = z.infer<typeof ExampleRow>

export interface Classification {
  label: string
  /** Its share of the votes, 0 to 1. */
  confidence: number
  /** Share of votes by label, best first. */
  scores: Record<string, number>
  /** The examples that voted, nearest first. */
  neighbours: (Example & { score: number })[]
}

export interface ClassificationReport {
  examples: number
  accuracy: number
  /** Unweighted mean of the labels' F1. */
  macroF1: number
  labels: { label: string; support: number; precision: number; recall: number; f1: number }[]
}

/**
 * Reads labelled texts: `{"text","label"}`.
 * @throws AnlamError `invalid-input`, naming file and line, or if there are fewer than two labels
 */
export async function readExamples(path: string): Promise<Example[]> {
  const examples = await readRows(path, ExampleRow)
  if (new Set(examples.map(example => example.label)).size < 2)
    throw new AnlamError('invalid-input', `${path}: at least two different labels are needed`)
  return examples
}

/** Classifies texts by the labels of their k nearest examples, weighted by similarity. */
export class Classifier {
  private constructor(
    private readonly encoder: Encoder,
    private readonly examples: readonly Example[],
    private readonly vectors: VectorBatch,
    private readonly k: number,
  ) {}

  static async create(
    encoder: Encoder,
    examples: readonly Example[],
    k: number,
    signal?: AbortSignal,
  ): Promise<Classifier> {
    const vectors = await encodeAll(
      encoder,
      examples.map(({ text }) => text),
      signal,
    )
    return new Classifier(encoder, examples, vectors, k)
  }

  async classify(texts: readonly string[], signal?: AbortSignal): Promise<Classification[]> {
    const batch = await encodeAll(this.encoder, texts, signal)
    return texts.map((_, i) => this.vote(rowOf(batch, i)))
  }

  /** Leave-one-out evaluation: classifies each example by the others. */
  evaluateLeaveOneOut(): ClassificationReport {
    const guesses = this.examples.map((_, i) => this.vote(rowOf(this.vectors, i), i).label)
    return report(
      this.examples.map(example => example.label),
      guesses,
    )
  }

  /** Evaluates on other labelled texts. */
  async evaluate(held: readonly Example[], signal?: AbortSignal): Promise<ClassificationReport> {
    const guesses = await this.classify(
      held.map(({ text }) => text),
      signal,
    )
    return report(
      held.map(example => example.label),
      guesses.map(guess => guess.label),
    )
  }

  /** @param except index of an example without a vote */
  private vote(vector: Float32Array, except?: number): Classification {
    const neighbours = topK(this.vectors, vector, this.k, row => row !== except).map(({ row, score }) => ({
      ...this.examples[row]!,
      score,
    }))
    const nearest = neighbours[0]!.score
    const votes = new Map<string, number>()
    for (const { label: voted, score } of neighbours)
      votes.set(voted, (votes.get(voted) ?? 0) + Math.exp((score - nearest) / TEMPERATURE))
    const total = [...votes.values()].reduce((sum, vote) => sum + vote, 0)
    const ranked = [...votes]
      .map(([name, votes]) => [name, votes / total] as const)
      .sort((a, b) => b[1] - a[1])
    const [best, confidence] = ranked[0]!
    return { label: best, confidence, scores: Object.fromEntries(ranked), neighbours }
  }
}

async function encodeAll(
  encoder: Encoder,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<VectorBatch> {
  const { dimension } = encoder.spec
  const values = new Float32Array(texts.length * dimension)
  for (let start = 0; start < texts.length; start += BATCH) {
    const batch = await encoder.encode(texts.slice(start, start + BATCH), signal ? { signal } : {})
    values.set(batch.values, start * dimension)
  }
  return { values, rows: texts.length, dimension }
}

function report(truth: readonly string[], guesses: readonly string[]): ClassificationReport {
  const names = [...new Set(truth)].sort()
  const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
  const labels = names.map(name => {
    const support = truth.filter(value => value === name).length
    const guessed = guesses.filter(value => value === name).length
    const right = truth.filter((value, i) => value === name && guesses[i] === name).length
    const [precision, recall] = [ratio(right, guessed), ratio(right, support)]
    return { label: name, support, precision, recall, f1: ratio(2 * precision * recall, precision + recall) }
  })
  return {
    examples: truth.length,
    accuracy: ratio(truth.filter((value, i) => value === guesses[i]).length, truth.length),
    macroF1: labels.reduce((sum, { f1 }) => sum + f1, 0) / labels.length,
    labels,
  }
}
