import { throwIfAborted } from '../../../errors.js'
import { buildBestCodes } from '../../../onnx/best-codes.js'
import { free, Session } from '../../../onnx/session.js'
import { CandidateLists, keyOf, type ListMemory, SortedLists } from './candidate-lists.js'
import { codeProduct } from './code-products.js'
import type { Compared } from './compare.js'
import { type Device, DeviceFailure } from './find-device.js'
import { codesOf, copyCodes, type Layer, shared, upTo } from './layer.js'
import { findNearest } from './nearest.js'
import type { Stages } from './stages.js'
import { findTrue, RECALL_WANTED, recallOf, sampleOf } from './truth.js'

/** Numbers that stay on the device at a time: as bytes 256 MiB, of which the processor makes copies to load them. */
const RESIDENT = 2 ** 28
/** Rows that pass by them in one run: their products with a group of slabs take 1 GiB there (`buildBestCodes`). */
const ROWS = 8192
/** More rows with nothing but equal products are left to the processor, which has cells for them. */
const MOST_EQUAL = 16_384

/**
 * Compares all pairs of a layer on a device. A sample is compared on the processor too, product by product, so that a
 * device that errs is found out.
 * @throws DeviceFailure if it fails, e.g. for want of memory, or errs; AnlamError `cancelled`; `unavailable` if a thread
 *   dies
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
  checkProducts(layer, sample)
  const recall = recallOf(layer, { rows: sample, lists: await findTrue(layer, stages, sample) })
  if (recall < RECALL_WANTED)
    throw new DeviceFailure(`the GPU found ${recall.toFixed(3)} of the nearest vectors`)
  return {
    cells: 1,
    recall,
    compareMarked: (marked, lists) => fill(shared(all.filter(row => marked[row] === 1)), lists),
  }
}

/** Offers each of some rows the best of the others. */
async function fillOnDevice(
  layer: Layer,
  stages: Stages,
  { columns = Math.floor(RESIDENT / layer.dimension), rows: most = ROWS, ...place }: Device,
  rows: Uint32Array,
  lists: ListMemory,
): Promise<void> {
  const filled = new CandidateLists(lists)
  const { dimension } = layer
  const parts = Math.ceil(rows.length / columns)
  // onnxruntime takes no memory that threads share.
  const passing = new Uint8Array(Math.min(most, rows.length) * dimension)
  for (let part = 0; part < parts; part++) {
    const others = rows.subarray(part * columns, (part + 1) * columns)
    // One more for the row itself, which is not counted.
    const best = Math.min(others.length, lists.length + 1)
    const session = await orFail(
      Session.create(buildBestCodes(residentCodes(layer, others), dimension, best), {
        ...place,
        threads: 1,
        prepack: false,
        arena: true,
        foldConstants: false,
      }),
    )
    try {
      for (let at = 0; at < rows.length; at += most) {
        throwIfAborted(stages.signal)
        const some = rows.subarray(at, at + most)
        copyCodes(layer, some, passing)
        const a = { data: passing.subarray(0, some.length * dimension), dims: [some.length, dimension] }
        const names = ['products', 'places'] as const
        const found = await orFail(
          session.runAll<(typeof names)[number], Float32Array | Int32Array>({ a }, names),
        )
        for (const [i, row] of some.entries()) {
          const [from, to] = [i * best, (i + 1) * best]
          offer(filled, row, others, found.products.subarray(from, to), found.places.subarray(from, to))
        }
        for (const name of names) free(found[name])
        stages.report('pairs', (part + Math.min(1, (at + most) / rows.length)) / parts)
      }
    } finally {
      await session.close()
    }
  }
}

/**
 * @param places of the others, with their products in descending order
 * @throws DeviceFailure if one of them cannot be
 */
function offer(
  lists: CandidateLists,
  row: number,
  others: Uint32Array,
  products: ArrayLike<number>,
  places: ArrayLike<number>,
): void {
  for (let n = 0; n < products.length; n++) {
    const product = products[n]!
    const other = others[places[n]!]
    if (other === undefined || !Number.isInteger(product))
      throw new DeviceFailure(`the GPU computed ${product}, which is no product of codes`)
    if (product < lists.floors[row]!) return
    if (other !== row) lists.put(row, keyOf(product, row, other))
  }
}

/** @param rows ascending; copied only if some between them are left out */
function residentCodes(layer: Layer, rows: Uint32Array): Uint8Array {
  const { codes, dimension } = layer
  const [first, end] = [rows[0]!, rows.at(-1)! + 1]
  if (end - first > rows.length) return codesOf(layer, rows)
  return codes.subarray(first * dimension, end * dimension)
}

async function orFail<T>(work: Promise<T>): Promise<T> {
  return work.catch(error => {
    throw new DeviceFailure((error as Error).message, { cause: error })
  })
}

/** @throws DeviceFailure if listed products of some rows are not those of their codes */
function checkProducts({ candidates, codes, dimension }: Layer, rows: Uint32Array): void {
  const lists = new SortedLists(candidates)
  for (const row of rows)
    for (let at = 0; at < lists.size(row); at++) {
      const [product, expected] = [
        lists.product(row, at),
        codeProduct(codes, row, lists.partner(row, at), dimension),
      ]
      if (product !== expected)
        throw new DeviceFailure(`the GPU computed a product of ${product} instead of ${expected}`)
    }
}

/**
 * Where all products of a list are equal, the device has taken the same ones for each of them: nothing would lead to the
 * others. Such rows get those of each other that come next, as in lists that a processor makes; see `keyOf`.
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
  if (equal.length > MOST_EQUAL)
    throw new DeviceFailure(`${equal.length} vectors have nothing but equal products`)
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
