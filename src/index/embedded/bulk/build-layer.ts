import { evenlySpaced } from '../../../basics/evenly-spaced.js'
import { unlessAborted } from '../../../workers/rpc.js'
import { type ListMemory, listMemory, SortedLists } from './candidate-lists.js'
import type { Landmarks } from './choose-links.js'
import { type Compared, compare } from './compare.js'
import { compareOnDevice } from './compare-on-device.js'
import { type Device, DeviceFailure } from './find-device.js'
import type { KeptLists } from './kept-lists.js'
import { codesOf, type Layer, shared, upTo } from './layer.js'
import { planMerge } from './merge-links.js'
import { findNearest } from './nearest.js'
import type { Stages } from './stages.js'

/** Up to this many rows, all pairs are compared: cells would cost more than they save. */
const ALL_PAIRS = 16_384
/** One row in this many is a landmark; at most so many are. */
const ROWS_OF_LANDMARK = 64
const MOST_LANDMARKS = 2048
/** Cosine from which two rows are so much alike that one of them is enough to know what is around both. */
const ALIKE = 0.9
/** Landmarks of each row that may be linked. */
const NEAR_LANDMARKS = 16

export interface Comparison {
  /** Most rows of which all pairs are compared; default 16,384. */
  allPairs?: number | undefined
  /** Where the lists are kept, or some are already. */
  kept?: KeptLists | undefined
  /** Finds what compares all pairs of more rows; asked for only then. May throw `DeviceFailure`. */
  findDevice?: (() => Promise<Device | undefined>) | undefined
}

export interface LayerReport extends Pick<Compared, 'cells' | 'recall'> {
  /** What compared the rows, if the processor did not. */
  device?: Device['provider']
  /** Why the device did not. */
  withoutDevice?: string
}

/** Links the rows of a layer. */
export async function buildLayer(
  layer: Layer,
  stages: Stages,
  comparison: Comparison = {},
): Promise<LayerReport> {
  const { leaders, ...report } = await findLists(layer, stages, comparison)
  const landmarks = await findLandmarks(layer, stages)
  await stages.run(layer, {
    kind: 'choose',
    ...(leaders ? { leaders } : {}),
    ...(landmarks ? { landmarks } : {}),
  })
  await stages.run(layer, planMerge(layer))
  return report
}

/** Fills the candidate lists of a layer, by the processor where there is no device or it fails. */
async function findLists(
  layer: Layer,
  stages: Stages,
  { allPairs = ALL_PAIRS, kept, findDevice }: Comparison,
): Promise<LayerReport & { leaders: ListMemory | undefined }> {
  const finish = async ({ cells, recall, compareMarked }: Compared) => ({
    cells,
    recall,
    leaders: await findLeaders(layer, compareMarked),
  })
  const byProcessor = async () => finish(await compare(layer, stages, allPairs, kept))
  if (!findDevice || layer.rows <= allPairs) return byProcessor()
  try {
    const device = await unlessAborted(findDevice(), stages.signal)
    if (!device) return byProcessor()
    const found = await finish(await compareOnDevice(layer, stages, device))
    return { ...found, device: device.provider }
  } catch (error) {
    if (!(error instanceof DeviceFailure)) throw error
    layer.candidates = listMemory(layer.rows, layer.candidates.length)
    return { ...(await byProcessor()), withoutDevice: error.message }
  }
}

/**
 * Lists of candidates without those that are much like another one, for rows whose own lists hold little else: groups
 * much alike would hide what is around them. Undefined if there are no such rows.
 */
async function findLeaders(
  layer: Layer,
  compareMarked: Compared['compareMarked'],
): Promise<ListMemory | undefined> {
  const { rows, candidates } = layer
  const lists = new SortedLists(candidates)
  const isLeader = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) isLeader[row] = hasLike(layer, lists, row, isLeader) ? 0 : 1
  if (!upTo(rows).some(row => isLeader[row] === 1 && isHidden(lists, row, isLeader))) return undefined
  const leaders = listMemory(rows, candidates.length)
  await compareMarked(isLeader, leaders)
  return leaders
}

/** Whether one of the marked rows is much like a row. */
function hasLike({ scale }: Layer, lists: SortedLists, row: number, marked: ArrayLike<number>): boolean {
  for (let at = 0; at < lists.size(row) && lists.product(row, at) * scale >= ALIKE; at++)
    if (marked[lists.partner(row, at)] === 1) return true
  return false
}

/** Whether most candidates of a row are not marked. */
function isHidden(lists: SortedLists, row: number, marked: Uint8Array): boolean {
  let others = 0
  for (let at = 0; at < lists.size(row); at++) if (marked[lists.partner(row, at)] === 0) others++
  return 2 * others > lists.size(row)
}

async function findLandmarks(layer: Layer, stages: Stages): Promise<Landmarks | undefined> {
  const { rows: all } = layer
  if (all <= 2 * layer.candidates.length) return undefined
  const near = (of: Uint32Array, rows: Uint32Array): Promise<ListMemory> => {
    const search = { of, among: codesOf(layer, rows), count: rows.length, isLayer: false }
    return findNearest(layer, stages, search, NEAR_LANDMARKS)
  }
  const spread = shared(evenlySpaced(all, Math.min(MOST_LANDMARKS, Math.ceil(all / ROWS_OF_LANDMARK))))
  const rows = withoutAlike(layer, spread, new SortedLists(await near(spread, spread)))
  return { rows, lists: await near(upTo(all), rows) }
}

/** Leaves out what is much like one before it: a large group of such rows would be all that is near to its neighbours. */
function withoutAlike(layer: Layer, rows: Uint32Array, nearest: SortedLists): Uint32Array {
  const kept = new Uint8Array(rows.length)
  for (let place = 0; place < rows.length; place++) kept[place] = hasLike(layer, nearest, place, kept) ? 0 : 1
  return shared(rows.filter((_, place) => kept[place] === 1))
}
