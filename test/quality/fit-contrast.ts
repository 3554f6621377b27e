/**
 * `npm run fit:contrast`: fits the weights that tell other words for the same thing from words for something else, to the
 * vectors of the bundled table, and writes them to `src/mining/builtin/contrast.json`. Needs ../shared/data; takes a minute
 * or two. To be run again whenever the table is trained anew.
 */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { replaceFile } from '../../src/basics/files.js'
import { rowOf } from '../../src/basics/vectors.js'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { CONTRAST_FILE, type Contrast, contrastOf, shapeOf } from '../../src/mining/contrast.js'
import type { Replaced } from '../../src/mining/flags/replaced.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { contrastExamples, type Example } from './contrast-examples.js'

/** Steps of Adam over all examples at once, and its rates: the same weights come out on every run. */
const STEPS = 300
const RATE = 0.02
const DECAYS = [0.9, 0.999] as const
const TINY = 1e-8
/** Penalty on the squares of standardised weights. */
const RIDGE = 0.01
/** Share of paraphrases that may be taken for something else, as a mean over the sources. */
const MISTAKEN = 0.1
const DIGITS = 4

const encoder = await openEncoder({ ...loadConfig(), precision: 'auto', provider: 'cpu' }, STATIC_MODEL)
const examples = contrastExamples()
const sides = examples.map(({ replaced: { a, b } }) => [a.join(' '), b.join(' ')] as const)
const rows = new Map([...new Set(sides.flat())].map((text, row) => [text, row]))
const vectors = await encoder.encode([...rows.keys()])
const { fingerprint } = encoder.spec
await encoder.close()
const pairs = sides.map(
  side => side.map(text => rowOf(vectors, rows.get(text)!)) as [Float32Array, Float32Array],
)
const fitted = moved(fit(examples, pairs), examples, pairs)
mkdirSync(dirname(CONTRAST_FILE), { recursive: true })
replaceFile(CONTRAST_FILE, `${JSON.stringify(fitted)}\n`)
const { length: differing } = examples.filter(({ differs }) => differs)
console.log(`${differing} pairs that differ, ${examples.length - differing} that do not: ${CONTRAST_FILE}`)

/** Logistic regression on standardised features, each of the two classes with the same weight. */
function fit(examples: readonly Example[], pairs: readonly [Float32Array, Float32Array][]): Contrast {
  const { dimension } = vectors
  const shapes = shapeOf(examples[0]!.replaced).length
  const width = shapes + 2 * dimension
  const inputs = new Float32Array(examples.length * width)
  examples.forEach(({ replaced }, row) => {
    write(inputs.subarray(row * width, (row + 1) * width), replaced, pairs[row]!)
  })
  const { means, deviations } = standardise(inputs, width)
  const totals = [false, true].map(side =>
    examples.reduce((sum, { differs, weight }) => sum + (differs === side ? weight : 0), 0),
  )
  const weights = examples.map(({ differs, weight }) => weight / (2 * totals[Number(differs)]!))
  const theta = new Float64Array(width + 1)
  const first = new Float64Array(width + 1)
  const second = new Float64Array(width + 1)
  for (let step = 1; step <= STEPS; step++) {
    const gradient = Float64Array.from(theta, (value, f) => (f < width ? RIDGE * value : 0))
    examples.forEach(({ differs }, row) => {
      const input = inputs.subarray(row * width, (row + 1) * width)
      let odds = theta[width]!
      for (let f = 0; f < width; f++) odds += theta[f]! * input[f]!
      const error = weights[row]! * (1 / (1 + Math.exp(-odds)) - Number(differs))
      for (let f = 0; f < width; f++) gradient[f]! += error * input[f]!
      gradient[width]! += error
    })
    const rate = RATE * (1 - (step - 1) / STEPS)
    for (let f = 0; f <= width; f++) {
      first[f] = DECAYS[0] * first[f]! + (1 - DECAYS[0]) * gradient[f]!
      second[f] = DECAYS[1] * second[f]! + (1 - DECAYS[1]) * gradient[f]! ** 2
      const size = Math.sqrt(second[f]! / (1 - DECAYS[1] ** step)) + TINY
      theta[f]! -= (rate * first[f]!) / (1 - DECAYS[0] ** step) / size
    }
  }
  const plain = Array.from(deviations, (deviation, f) => round(theta[f]! / deviation))
  return {
    fingerprint,
    bias: round(plain.reduce((sum, weight, f) => sum - weight * means[f]!, theta[width]!)),
    shape: plain.slice(0, shapes),
    distance: plain.slice(shapes, shapes + dimension),
    product: plain.slice(shapes + dimension),
  }
}

function write(into: Float32Array, replaced: Replaced, [one, other]: [Float32Array, Float32Array]): void {
  const shape = shapeOf(replaced)
  into.set(shape)
  one.forEach((value, d) => {
    into[shape.length + d] = Math.abs(value - other[d]!)
    into[shape.length + one.length + d] = value * other[d]!
  })
}

/** Gives every column a mean of 0 and a deviation of 1. */
function standardise(inputs: Float32Array, width: number): { means: Float64Array; deviations: Float64Array } {
  const means = new Float64Array(width)
  const deviations = new Float64Array(width)
  const count = inputs.length / width
  inputs.forEach((value, at) => {
    means[at % width]! += value / count
  })
  inputs.forEach((value, at) => {
    deviations[at % width]! += (value - means[at % width]!) ** 2 / count
  })
  deviations.forEach((variance, f) => {
    deviations[f] = Math.sqrt(variance) || 1
  })
  inputs.forEach((value, at) => {
    inputs[at] = (value - means[at % width]!) / deviations[at % width]!
  })
  return { means, deviations }
}

/** The same weights, with a bias by which as many paraphrases as may be are taken for something else. */
function moved(
  contrast: Contrast,
  examples: readonly Example[],
  pairs: readonly [Float32Array, Float32Array][],
): Contrast {
  const bySource = new Map<string, number[]>()
  examples.forEach(({ replaced, differs, source }, row) => {
    if (differs) return
    const odds = bySource.get(source) ?? []
    odds.push(contrastOf(contrast, replaced, ...pairs[row]!))
    bySource.set(source, odds)
  })
  const sources = [...bySource.values()]
  const mistaken = (least: number): number =>
    sources.reduce((sum, odds) => sum + odds.filter(o => o >= least).length / odds.length / sources.length, 0)
  let [low, high] = [-10, 10]
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2
    if (mistaken(middle) > MISTAKEN) low = middle
    else high = middle
  }
  for (const [source, odds] of bySource)
    console.log(
      `${source}: ${(odds.filter(o => o >= high).length / odds.length).toFixed(3)} of ${odds.length} mistaken`,
    )
  return { ...contrast, bias: round(contrast.bias - high) }
}

function round(value: number): number {
  return Number(value.toFixed(DIGITS))
}
