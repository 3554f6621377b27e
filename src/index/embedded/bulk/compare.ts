import { type ListMemory, listMemory } from './candidate-lists.js'
import { type Division, divide, type Members } from './cells.js'
import type { KeptLists } from './kept-lists.js'
import { type Layer, sharedNumbers } from './layer.js'
import { type Cells, type PairsJob, planPairs } from './pairs.js'
import type { Job, Stages } from './stages.js'
import { RECALL_WANTED, recallOf } from './truth.js'

/** Lists that hold too little of the true nearest are refined, at most so often. */
const MOST_REFINEMENTS = 2

/** A layer whose candidate lists are filled and sorted. */
export interface Compared {
  /** Cells that each row was compared in; 1 if all pairs were. */
  cells: number
  /** Share of the true nearest that the candidate lists of a sample hold; 1 if all pairs were compared. */
  recall: number
  /** Fills lists of the marked rows with such rows, and sorts them. */
  compareMarked(marked: Uint8Array, lists: ListMemory): Promise<void>
}

/**
 * Compares all pairs of a layer, or those in common cells.
 * @param allPairs see `divide`
 * @param kept where the lists are kept, or some are already
 */
export async function compare(
  layer: Layer,
  stages: Stages,
  allPairs: number,
  kept?: KeptLists,
): Promise<Compared> {
  const division = await divide(layer, stages, allPairs, kept)
  await findCandidates(layer, stages, division, kept)
  const { overlap } = division
  return {
    cells: overlap?.cells.width ?? 1,
    recall: overlap ? recallOf(layer, overlap.truth) : 1,
    compareMarked: async (marked, lists) => {
      const only = {
        ...onlyOf(division, marked),
        ...(overlap ? { overlap: { ...overlap, own: onlyOf(overlap.own, marked) } } : {}),
      }
      for (const job of comparisons(only, lists)) await stages.run(layer, job)
    },
  }
}

/** Fills the lists of candidates, from where a build that was cut off had come to. */
async function findCandidates(
  layer: Layer,
  stages: Stages,
  division: Division,
  kept: KeptLists | undefined,
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
