import { Random } from '../basics/random.js'

const SAMPLES = 1000
/** Fewer samples for many rows, where each takes long. */
const LARGE = 10_000
const LARGE_SAMPLES = 200
const SEED = 1

export type Metrics = Record<string, number>
export type Intervals = Record<string, [number, number]>

/**
 * 95 % intervals of metrics by the percentile bootstrap (Efron 1979): recomputes them on rows drawn with replacement.
 * Deterministic.
 * @param measure computes metrics on rows, given by index; an index may repeat
 */
export function bootstrap(rows: number, measure: (drawn: readonly number[]) => Metrics): Intervals {
  const random = new Random(SEED)
  const samples: Metrics[] = []
  const count = rows > LARGE ? LARGE_SAMPLES : SAMPLES
  for (let i = 0; i < count; i++)
    samples.push(measure(Array.from({ length: rows }, () => random.below(rows))))
  const intervals: Intervals = {}
  for (const name of Object.keys(samples[0] ?? {})) {
    const values = samples
      .map(sample => sample[name]!)
      .filter(Number.isFinite)
      .sort((a, b) => a - b)
    if (values.length === 0) continue
    const at = (share: number): number => values[Math.round(share * (values.length - 1))]!
    intervals[name] = [at(0.025), at(0.975)]
  }
  return intervals
}
