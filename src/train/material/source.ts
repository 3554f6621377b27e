import type { Random } from '../../basics/random.js'
import type { LossName } from '../types.js'

/** What a model learns from; texts are given by their number in a `TextTable`. */
export interface Example {
  a: number
  /** The text itself for distillation. */
  b: number
  /** Further texts that mean the same, for group-contrastive. */
  others?: readonly number[]
  /** Nearly the same words as `a`, another meaning. A source has one for all of its examples or for none. */
  negative?: number
  score?: number
}

/** Examples of one kind. Batches are not mixed: those of a kind are harder to tell from each other. */
export interface Source {
  /** Files and kind of row, for people. */
  name: string
  loss: LossName
  /** Passes in one epoch. */
  weight: number
  /** Examples of a step. */
  batchSize: number
  /** Examples of a pass; of groups, one of those that may be drawn. */
  examples: readonly Example[]
  size: number
  /** No text may come twice in a batch, because each example is a negative for the others. */
  distinct: boolean
  /** Factor on its gradients, where the scale of its loss differs from that of the others. */
  strength: number
  /** Examples of one pass, in the order of the files; a source may draw others each time. */
  draw(random: Random): Example[]
}

/** Each distinct text once, by its number. */
export class TextTable {
  readonly texts: string[] = []
  private readonly numbers = new Map<string, number>()

  numberOf(text: string): number {
    let number = this.numbers.get(text)
    if (number === undefined) {
      number = this.texts.push(text) - 1
      this.numbers.set(text, number)
    }
    return number
  }
}
