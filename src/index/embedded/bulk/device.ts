import { AnlamError, throwIfAborted } from '../../../errors.js'
import { areBestExact, buildBestCodes } from '../../../onnx/products.js'
import { thisMachine, whyUnusable } from '../../../onnx/providers.js'
import { Session } from '../../../onnx/session.js'
import type { Provider } from '../../../types.js'
import { CandidateLists, keyOf, type ListMemory, SortedLists } from './candidate-lists.js'
import type { Compared } from './compare.js'
import { codesOf, type Layer, shared, upTo } from './layer.js'
import { findNearest } from './nearest.js'
import type { Stages } from './stages.js'
import { findTrue, RECALL_WANTED, recallOf, sampleOf } from './truth.js'

/** Rows that stay on the device while all others pass by, and how many of those do so at a time: 512 MiB of products. */
const COLUMNS = 131_072
const ROWS = 1024

/** Multiplies all rows with each other in less time than a processor multiplies some of them. */
export interface Device {
  provider: Provider
  /** From 0. */
  deviceId: number
  /** Rows that stay on the device at a time; default 131,072. */
  columns?: number
}

/** Settings by which a device is chosen: those of encoders, where `auto` is CUDA if there is one. */
export interface DeviceWish {
  provider: 'auto' | Provider
  deviceId: number
}

/**
 * The device that a build may use: CUDA, since onnxruntime's WebGPU provider has no TopK.
 * @returns nothing where no CUDA is wanted or to be expected; otherwise the device, or why it cannot be used
 */
export async function findDevice(
  { provider, deviceId }: DeviceWish,
  dimension: number,
  machine = thisMachine(),
): Promise<{ device?: Device; reason?: string }> {
  const isWanted = provider === 'cuda' || (provider === 'auto' && machine.hasNvidia && machine.cudaInstalled)
  if (!isWanted) return {}
  if (!areBestExact(dimension))
    return { reason: `vectors of ${dimension} dimensions are too long for exact products on a GPU` }
  const reason = await whyUnusable('cuda', deviceId, machine)
  return reason === null ? { device: { provider: 'cuda', deviceId } } : { reason }
}

/**
 * Compares all pairs of a layer on a device. A sample is compared on the processor too, so that a device that errs is
 * found out.
 * @throws AnlamError `cancelled`; `unavailable` if the device fails, e.g. for want of memory, or errs; `corrupt-checkpoint` if
 *   it does not take the graph
 */
export async function compareOnDevice(layer: Layer, stages: Stages, device: Device): Promise<Compared> {
  const fill = async (some: Uint32Array, lists: ListMemory): Promise<void> => {
    await fillOnDevice(layer, stages, device, some, lists)
    await stages.run(layer, { kind: 'sort', lists })
    await settleEqual(layer, stages, some, lists)
  }
  const all = upTo(layer.rows)
  await fill(all, layer.candidates)
  const sample = sampleOf(layer)
  const recall = recallOf(layer, { rows: sample, lists: await findTrue(layer, stages, sample) })
  if (recall < RECALL_WANTED)
    throw new AnlamError('unavailable', `it found ${recall.toFixed(3)} of the nearest vectors`)
  return {
    cells: 1,
    recall,
    compareMarked: (marked, lists) => fill(shared(all.filter(row => marked[row] === 1)), lists),
  }
}

/** Offers each of some rows the best of the others. */
async function fillOnDevice(
  layer: Layer,
  { signal, onProgress }: Stages,
  { columns = COLUMNS, ...place }: Device,
  rows: Uint32Array,
  lists: ListMemory,
): Promise<void> {
  const filled = new CandidateLists(lists)
  const { dimension } = layer
  const parts = Math.ceil(rows.length / columns)
  for (let part = 0; part < parts; part++) {
    const others = rows.subarray(part * columns, (part + 1) * columns)
    // One more for the row itself, which is not counted.
    const best = Math.min(others.length, lists.length + 1)
    const model = buildBestCodes(codesOf(layer, others), dimension, best)
    const session = await Session.create(model, { ...place, threads: 1, prepack: false, arena: true })
    try {
      for (let at = 0; at < rows.length; at += ROWS) {
        throwIfAborted(signal)
        const some = rows.subarray(at, at + ROWS)
        // onnxruntime takes no memory that threads share.
        const a = { data: new Uint8Array(codesOf(layer, some)), dims: [some.length, dimension] }
        const names = ['products', 'places'] as const
        const found = await session.runAll<(typeof names)[number], Float32Array | Int32Array>({ a }, names)
        for (let i = 0; i < some.length; i++) {
          const row = some[i]!
          for (let n = i * best; n < (i + 1) * best; n++) {
            const product = found.products[n]!
            if (product < filled.floors[row]!) break
            const other = others[found.places[n]!]!
            if (other !== row) filled.put(row, keyOf(product, row, other))
          }
        }
        onProgress?.('pairs', (part + Math.min(1, (at + ROWS) / rows.length)) / parts)
      }
    } finally {
      await session.close()
    }
  }
}

/**
 * Where all products of a list are equal, the device has taken the first rows there are, for one row as for the next: nothing
 * would lead to the others. Such rows get those of each other that come next, as in lists that a processor makes; see `keyOf`.
 */
async function settleEqual(
  layer: Layer,
  stages: Stages,
  rows: Uint32Array,
  lists: ListMemory,
): Promise<void> {
  const sorted = new SortedLists(lists)
  const { length } = lists
  const isEqual = (row: number): boolean =>
    sorted.size(row) === length && sorted.product(row, 0) === sorted.product(row, length - 1)
  const equal = shared(rows.filter(isEqual))
  if (equal.length <= length) return
  const search = { of: equal, among: codesOf(layer, equal), count: equal.length, isLayer: false }
  const nearest = new SortedLists(await findNearest(layer, stages, search, length + 1))
  for (const [i, row] of equal.entries()) {
    const product = sorted.product(row, 0)
    const others = nearest
      .partners(i)
      .filter((place, at) => place !== i && nearest.product(i, at) === product)
      .map(place => equal[place]!)
    const keys = others.slice(0, length).map(other => keyOf(product, row, other))
    if (keys.length === length) sorted.set(row, Float64Array.from(keys).sort())
  }
}
