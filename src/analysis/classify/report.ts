/** A label, or null for none of them. */
export type Guess = string | null

/** How well labels are told, measured on texts whose labels are known. */
export interface ClassificationReport {
  examples: number
  accuracy: number
  /** Unweighted mean of the labels' F1. */
  macroF1: number
  /** Mean log loss of the probabilities, in nats. */
  logLoss: number
  /** Texts to which no label was given. */
  rejected: number
  /** Share of right labels among those given; null if none was. */
  accuracyOfGiven: number | null
  labels: { label: string; support: number; precision: number; recall: number; f1: number }[]
  confusion: Confusion
  /** Absent if hardly any text has a near-duplicate on the other side. */
  nearDuplicates?: NearDuplicates
}

/** How often each label was taken for each. */
export interface Confusion {
  labels: string[]
  /** A row for each true label, a column for each given one, and a last one for none. */
  counts: number[][]
}

/** What a figure owes to texts that are said again on the other side. */
export interface NearDuplicates {
  /** Share of the texts that have one there. */
  share: number
  /** Accuracy where near-duplicates are never on both sides; null if it was not measured. */
  accuracyApart: number | null
}

const LEAST_PROBABILITY = 1e-3

/**
 * Compares guesses with the truth.
 * @param probabilities of the true labels
 */
export function report(
  truth: readonly string[],
  guesses: readonly Guess[],
  probabilities: readonly number[],
): ClassificationReport {
  const names = [...new Set([...truth, ...guesses.filter(guess => guess !== null)])].sort()
  const at = new Map(names.map((name, i) => [name, i]))
  const counts = names.map(() => new Array<number>(names.length + 1).fill(0))
  for (const [i, name] of truth.entries()) {
    const guess = guesses[i] ?? null
    counts[at.get(name)!]![guess === null ? names.length : at.get(guess)!]!++
  }
  const right = names.reduce((sum, _, i) => sum + counts[i]![i]!, 0)
  const rejected = counts.reduce((sum, row) => sum + row.at(-1)!, 0)
  const labels = names.flatMap((label, i) => {
    const support = counts[i]!.reduce((sum, n) => sum + n, 0)
    if (support === 0) return []
    const guessed = counts.reduce((sum, row) => sum + row[i]!, 0)
    const [precision, recall] = [ratio(counts[i]![i]!, guessed), ratio(counts[i]![i]!, support)]
    return [{ label, support, precision, recall, f1: ratio(2 * precision * recall, precision + recall) }]
  })
  const loss = probabilities.reduce((sum, p) => sum - Math.log(Math.max(p, LEAST_PROBABILITY)), 0)
  return {
    examples: truth.length,
    accuracy: ratio(right, truth.length),
    macroF1: labels.reduce((sum, { f1 }) => sum + f1, 0) / labels.length,
    logLoss: loss / truth.length,
    rejected,
    accuracyOfGiven: rejected === truth.length ? null : right / (truth.length - rejected),
    labels,
    confusion: { labels: names, counts },
  }
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
