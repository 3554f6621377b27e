import type { Random } from '../basics/random.js'
import type { NearRows } from './nearest-rows.js'

/** Strength of attraction by distance: UMAP's curve for a spread of 1 and a least distance of 0.1. */
const A = 1.577
const B = 0.8951
const EPOCHS = 200
/** Points pushed away for each that is pulled. */
const PUSHED = 5
/** Largest step along one axis. */
const STEP = 4
/** Keeps the push between points in one place finite. */
const NOWHERE = 0.001
/** Coordinates are drawn from minus this to this at first. */
const HALF_WIDTH = 10
/** Least width, as a share of the mean distance: where most neighbours are equally far, none would do. */
const LEAST_WIDTH = 1e-3
/** Halvings of the interval in which the width of a point's surroundings is looked for. */
const HALVINGS = 64

/** Pairs of points that are near each other, each in both directions, and how near: 0 to 1. */
interface Edges {
  from: Uint32Array
  to: Uint32Array
  weights: Float64Array
}

/**
 * Lays out points in two dimensions, so that near ones stay near: UMAP (McInnes, Healy and Melville 2018, sections 3 and 4.2),
 * beginning anywhere.
 * @param near for each point the nearest ones, itself first
 * @returns x and y of each point in turn
 */
export function layOut(near: readonly NearRows[], random: Random): Float64Array {
  const edges = edgesOf(near)
  const places = Float64Array.from({ length: 2 * near.length }, () => (2 * random.next() - 1) * HALF_WIDTH)
  const strongest = edges.weights.reduce((most, weight) => Math.max(most, weight), 0)
  /** Epochs from one pull to the next, and the epoch of the next one. */
  const intervals = edges.weights.map(weight => strongest / weight)
  const due = intervals.slice()
  const pushesDue = intervals.map(interval => interval / PUSHED)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const rate = 1 - epoch / EPOCHS
    for (let edge = 0; edge < due.length; edge++) {
      if (due[edge]! > epoch) continue
      due[edge]! += intervals[edge]!
      const from = 2 * edges.from[edge]!
      pull(places, from, 2 * edges.to[edge]!, rate)
      const each = intervals[edge]! / PUSHED
      const pushes = Math.floor((epoch - pushesDue[edge]!) / each)
      for (let i = 0; i < pushes; i++) push(places, from, 2 * random.below(near.length), rate)
      pushesDue[edge]! += pushes * each
    }
  }
  return places
}

function pull(places: Float64Array, from: number, to: number, rate: number): void {
  const x = places[from]! - places[to]!
  const y = places[from + 1]! - places[to + 1]!
  const squared = x * x + y * y
  if (squared === 0) return
  const power = squared ** B
  const strength = (-2 * A * B * power) / (squared * (A * power + 1))
  const [dx, dy] = [bounded(strength * x) * rate, bounded(strength * y) * rate]
  places[from]! += dx
  places[from + 1]! += dy
  places[to]! -= dx
  places[to + 1]! -= dy
}

function push(places: Float64Array, from: number, other: number, rate: number): void {
  if (from === other) return
  const x = places[from]! - places[other]!
  const y = places[from + 1]! - places[other + 1]!
  const squared = x * x + y * y
  if (squared === 0) {
    places[from]! += STEP * rate
    places[from + 1]! += STEP * rate
    return
  }
  const strength = (2 * B) / ((NOWHERE + squared) * (A * squared ** B + 1))
  places[from]! += bounded(strength * x) * rate
  places[from + 1]! += bounded(strength * y) * rate
}

function bounded(step: number): number {
  return step > STEP ? STEP : step < -STEP ? -STEP : step
}

/** Two points are as near as one counts the other among its nearest, or the other the one: a + b - ab. */
function edgesOf(near: readonly NearRows[]): Edges {
  const chosen = near.map(each => new Map(weightsOf(each)))
  const either = near.map(() => new Map<number, number>())
  for (const [point, weights] of chosen.entries())
    for (const [other, weight] of weights) {
      const back = chosen[other]!.get(point) ?? 0
      either[point]!.set(other, weight + back - weight * back)
      either[other]!.set(point, weight + back - weight * back)
    }
  const all = either.flatMap((others, from) => Array.from(others, ([to, weight]) => ({ from, to, weight })))
  const strongest = all.reduce((most, { weight }) => Math.max(most, weight), 0)
  // Weaker ones would not be pulled once.
  const edges = all.filter(({ weight }) => weight >= strongest / EPOCHS)
  return {
    from: Uint32Array.from(edges, ({ from }) => from),
    to: Uint32Array.from(edges, ({ to }) => to),
    weights: Float64Array.from(edges, ({ weight }) => weight),
  }
}

/** The neighbours of a point, and how near each is: 1 for the nearest, less the farther it is beyond that. */
function weightsOf({ rows, distances }: NearRows): [number, number][] {
  const least = distances.find(distance => distance > 0) ?? 0
  const beyond = distances.slice(1).map(distance => Math.max(0, distance - least))
  const width = widthFor(beyond, Math.log2(rows.length))
  return beyond.map((distance, i) => [rows[i + 1]!, Math.exp(-distance / width)])
}

/** The width at which the weights of these distances have this sum. */
function widthFor(distances: readonly number[], sum: number): number {
  let [low, high] = [0, Number.POSITIVE_INFINITY]
  let width = 1
  for (let i = 0; i < HALVINGS; i++) {
    const reached = distances.reduce((total, distance) => total + Math.exp(-distance / width), 0)
    if (reached > sum) high = width
    else low = width
    width = high === Number.POSITIVE_INFINITY ? 2 * width : (low + high) / 2
  }
  const mean = distances.reduce((total, distance) => total + distance, 0) / distances.length
  return Math.max(width, LEAST_WIDTH * mean, Number.MIN_VALUE)
}
