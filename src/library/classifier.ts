import type { Classification, Classifier } from '../analysis/classify/classifier.js'
import type { Example } from '../analysis/classify/examples.js'
import type { ClassificationReport } from '../analysis/classify/report.js'
import { inGroups } from '../basics/in-groups.js'
import { itemsOf } from './texts.js'

/** Texts labelled at a time. */
const BATCH = 256

/** A text with its label. */
export interface Classified extends Classification {
  text: string
}

/** Labels texts by examples. All methods throw AnlamError `cancelled` when the signal it was made with fires. */
export interface TextClassifier {
  /** Labels texts, 256 at a time, and yields them in order. */
  classify(
    texts: string | Iterable<string> | AsyncIterable<string>,
  ): AsyncGenerator<Classified, void, undefined>

  /** How well it labels texts whose labels are known, and that are none of its examples. */
  evaluate(labelled: readonly Example[]): Promise<ClassificationReport>

  /** How well it would label texts like its examples: each is labelled by the others, in folds. */
  crossValidate(): ClassificationReport
}

/** A classifier of an `Anlam`; see `TextClassifier`. */
export class ExampleClassifier implements TextClassifier {
  constructor(private readonly classifier: Classifier) {}

  async *classify(
    texts: string | Iterable<string> | AsyncIterable<string>,
  ): AsyncGenerator<Classified, void, undefined> {
    for await (const group of inGroups(itemsOf(texts), BATCH)) {
      const found = await this.classifier.classify(group)
      yield* found.map((classification, i) => ({ text: group[i]!, ...classification }))
    }
  }

  evaluate(labelled: readonly Example[]): Promise<ClassificationReport> {
    return this.classifier.evaluate(labelled)
  }

  crossValidate(): ClassificationReport {
    return this.classifier.crossValidate()
  }
}
