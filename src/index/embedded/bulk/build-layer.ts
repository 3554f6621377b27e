import { evenlySpaced } from '../../../basics/evenly-spaced.js'
import { CandidateLists, type ListMemory, listMemory, partnerOf, productOf } from './candidate-lists.js'
import { type Division, divide, type Truth } from './cells.js'
import type { Landmarks } from './choose-links.js'
import { codesOf, type Layer, shared, upTo } from './layer.js'
import { planMerge } from './merge-links.js'
import { planPairs } from './pairs.js'
import type { Stages } from './stages.js'

/** One row in this many is a landmark; at most so many are. */
const ROWS_OF_LANDMARK = 32
const MOST_LANDMARKS = 4096
/** Cosine from which two rows are so much alike that one of them is enough to know what is around both. */
const ALIKE = 0.9
/** Landmarks of each row that may be linked. */
const NEAR_LANDMARKS = 16

export interface LayerReport {
  /** Cells that each row was compared in; 1 if all pairs were. */
  cells: number
  /** Share of the true nearest that the candidate lists of a sample hold; 1 if all pairs were compared. */
  recall: number
}

/**
 * Links the rows of a layer.
 * @param allPairs see `divide`
 */
export async function buildLayer(layer: Layer, stages: Stages, allPairs?: number): Promise<LayerReport> {
  const division = await divide(layer, stages, allPairs)
  const { candidates: lists } = layer
  await compare(layer, stages, division, lists)
  const recall = division.truth ? recallOf(layer, division.truth) : 1
  const leaders = await findLeaders(layer, stages, division)
  const landmarks = await findLandmarks(layer, stages)
  await stages.run(layer, {
    kind: 'choose',
    ...(leaders ? { leaders } : {}),
    ...(landmarks ? { landmarks } : {}),
  })
  await stages.run(layer, planMerge(layer))
  return { cells: division.cells?.width ?? 1, recall }
}

async function compare(
  layer: Layer,
  stages: Stages,
  { members, starts, cells }: Division,
  lists: ListMemory,
): Promise<void> {
  const tasks = planPairs(starts)
  await stages.run(layer, { kind: 'pairs', lists, members, tasks, ...(cells ? { cells } : {}) })
  await stages.run(layer, { kind: 'sort', lists })
}

/**
 * Lists of candidates without those that are much like another one, for rows whose own lists hold little else: groups
 * much alike would hide what is around them. Undefined if there are no such rows.
 */
async function findLeaders(
  layer: Layer,
  stages: Stages,
  division: Division,
): Promise<ListMemory | undefined> {
  const { rows, scale, candidates } = layer
  const lists = new CandidateLists(candidates)
  const isLeader = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    const isLed = lists
      .sorted(row)
      .some(key => productOf(key) * scale >= ALIKE && isLeader[partnerOf(key, row)] === 1)
    if (!isLed) isLeader[row] = 1
  }
  const isHidden = (row: number): boolean =>
    isLeader[row] === 1 &&
    2 * lists.partners(row).filter(other => isLeader[other] === 0).length > lists.sizes[row]!
  if (!upTo(rows).some(isHidden)) return undefined
  const leaders = listMemory(rows, candidates.length)
  await compare(layer, stages, { ...division, ...onlyOf(division, isLeader) }, leaders)
  return leaders
}

/** The members of each cell that are marked. */
function onlyOf({ members, starts }: Division, marked: Uint8Array): Pick<Division, 'members' | 'starts'> {
  const ends = starts.slice()
  const kept: number[] = []
  for (let cell = 0; cell + 1 < starts.length; cell++) {
    for (let at = starts[cell]!; at < starts[cell + 1]!; at++)
      if (marked[members[at]!] === 1) kept.push(members[at]!)
    ends[cell + 1] = kept.length
  }
  return { members: shared(kept), starts: ends }
}

async function findLandmarks(layer: Layer, stages: Stages): Promise<Landmarks | undefined> {
  const { rows: all } = layer
  if (all <= 2 * layer.candidates.length) return undefined
  const spread = shared(evenlySpaced(all, Math.min(MOST_LANDMARKS, Math.ceil(all / ROWS_OF_LANDMARK))))
  const rows = withoutAlike(layer, spread, await nearestOf(layer, stages, spread, spread))
  return { rows, lists: await nearestOf(layer, stages, upTo(all), rows) }
}

/** For some rows of a layer, the nearest of others: places in `among`, itself included. */
async function nearestOf(
  layer: Layer,
  stages: Stages,
  of: Uint32Array,
  among: Uint32Array,
): Promise<ListMemory> {
  const lists = listMemory(of.length, NEAR_LANDMARKS)
  const codes = codesOf(layer, among)
  const count = among.length
  await stages.run(layer, { kind: 'nearest', of, among: codes, count, isLayer: false, lists })
  return lists
}

/** Leaves out what is much like one before it: a large group of such rows would be all that is near to its neighbours. */
function withoutAlike({ scale }: Layer, rows: Uint32Array, nearest: ListMemory): Uint32Array {
  const { length, keys, sizes } = nearest
  const kept = new Set<number>()
  for (let place = 0; place < rows.length; place++) {
    const near = keys.subarray(place * length, place * length + sizes[place]!)
    if (!near.some(key => productOf(key) * scale >= ALIKE && kept.has(partnerOf(key, place)))) kept.add(place)
  }
  return shared(Array.from(kept, place => rows[place]!))
}

function recallOf(layer: Layer, truth: Truth): number {
  const lists = new CandidateLists(layer.candidates)
  const wanted = new CandidateLists(truth.lists)
  let found = 0
  let total = 0
  for (let i = 0; i < truth.rows.length; i++) {
    const there = new Set(lists.partners(truth.rows[i]!))
    const partners = wanted.partners(i)
    found += partners.filter(partner => there.has(partner)).length
    total += partners.length
  }
  return found / total
}
