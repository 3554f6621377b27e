import { evenlySpaced } from '../../../basics/evenly-spaced.js'
import { type ListMemory, listMemory, SortedLists } from './candidate-lists.js'
import { type Division, divide, type Members, type Truth } from './cells.js'
import type { Landmarks } from './choose-links.js'
import type { KeptLists } from './kept-lists.js'
import { codesOf, type Layer, shared, sharedNumbers, upTo } from './layer.js'
import { planMerge } from './merge-links.js'
import { findNearest } from './nearest.js'
import { type Cells, type PairsJob, planPairs } from './pairs.js'
import type { Job, Stages } from './stages.js'

/** One row in this many is a landmark; at most so many are. */
const ROWS_OF_LANDMARK = 64
const MOST_LANDMARKS = 2048
/** Cosine from which two rows are so much alike that one of them is enough to know what is around both. */
const ALIKE = 0.9
/** Where the lists of a sample hold less of the true nearest, they are refined, at most so often. */
const RECALL_WANTED = 0.97
const MOST_REFINEMENTS = 2
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
 * @param kept where the lists are kept, or some are already
 */
export async function buildLayer(
  layer: Layer,
  stages: Stages,
  allPairs?: number,
  kept?: KeptLists,
): Promise<LayerReport> {
  const division = await divide(layer, stages, allPairs, kept)
  await findCandidates(layer, stages, division, kept)
  const leaders = await findLeaders(layer, stages, division)
  const landmarks = await findLandmarks(layer, stages)
  await stages.run(layer, {
    kind: 'choose',
    ...(leaders ? { leaders } : {}),
    ...(landmarks ? { landmarks } : {}),
  })
  await stages.run(layer, planMerge(layer))
  const { overlap } = division
  return { cells: overlap?.cells.width ?? 1, recall: overlap ? recallOf(layer, overlap.truth) : 1 }
}

/** Fills the lists of candidates, from where a build that was cut off had come to. */
async function findCandidates(
  layer: Layer,
  stages: Stages,
  division: Division,
  kept?: KeptLists,
): Promise<void> {
  const before = kept?.restore('candidates')
  if (before) layer.candidates = before.lists[0]!
  const steps = [
    ...comparisons(division, layer.candidates).map(job => () => stages.run(layer, job)),
    ...Array.from({ length: MOST_REFINEMENTS }, () => () => refine(layer, stages, division)),
  ]
  const count = steps.length
  steps.splice(0, before?.step ?? 0)
  while (steps.length > 0) {
    // Taken out: a step that is done must not keep its lists while a refinement has two others.
    await steps.shift()!()
    kept?.keep('candidates', count - steps.length, [layer.candidates])
  }
}

async function refine(layer: Layer, stages: Stages, { overlap }: Division): Promise<void> {
  if (!overlap || recallOf(layer, overlap.truth) >= RECALL_WANTED) return
  const into = listMemory(layer.rows, layer.candidates.length)
  await stages.run(layer, { kind: 'refine', from: layer.candidates, into })
  layer.candidates = into
}

/** Jobs that fill lists, and sort them. */
function comparisons({ members, starts, overlap }: Division, lists: ListMemory): Job[] {
  const pairs = (of: Members, cells?: Cells): PairsJob[] =>
    planPairs(of.starts).map(tasks => ({
      kind: 'pairs',
      lists,
      members: of.members,
      tasks,
      ...(cells && { cells }),
    }))
  return [
    // First with the nearest: after them, few others are good enough to be listed.
    ...(overlap ? pairs(overlap.own) : []),
    ...pairs({ members, starts }, overlap?.cells),
    { kind: 'sort', lists },
  ]
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
  const { rows, candidates } = layer
  const lists = new SortedLists(candidates)
  const isLeader = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) isLeader[row] = hasLike(layer, lists, row, isLeader) ? 0 : 1
  if (!upTo(rows).some(row => isLeader[row] === 1 && isHidden(lists, row, isLeader))) return undefined
  const leaders = listMemory(rows, candidates.length)
  const { overlap } = division
  const only = {
    ...onlyOf(division, isLeader),
    ...(overlap ? { overlap: { ...overlap, own: onlyOf(overlap.own, isLeader) } } : {}),
  }
  for (const job of comparisons(only, leaders)) await stages.run(layer, job)
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

/** The members of each cell that are marked. */
function onlyOf({ members, starts }: Members, marked: Uint8Array): Members {
  const kept = sharedNumbers(members.length)
  const ends = starts.slice()
  let count = 0
  for (let cell = 0; cell + 1 < starts.length; cell++) {
    for (let at = starts[cell]!; at < starts[cell + 1]!; at++)
      if (marked[members[at]!] === 1) kept[count++] = members[at]!
    ends[cell + 1] = count
  }
  return { members: kept, starts: ends }
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

function recallOf(layer: Layer, truth: Truth): number {
  const lists = new SortedLists(layer.candidates)
  const wanted = new SortedLists(truth.lists)
  let found = 0
  let total = 0
  for (const [i, row] of truth.rows.entries()) {
    const there = new Set(lists.partners(row))
    const partners = wanted.partners(i)
    found += partners.filter(partner => there.has(partner)).length
    total += partners.length
  }
  return found / total
}
