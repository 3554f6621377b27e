import type { TrainingShape } from '../curation/training-shapes.js'
import type { MineResult } from '../mining/mine.js'
import type { Mined } from '../mining/mine-corpus.js'
import { putTable, type TableFlags } from './table-options.js'

/** Writes mined pairs as one table. */
export async function writePairs(
  path: string,
  { pairs, rows }: MineResult,
  names: readonly string[],
  flags: TableFlags,
): Promise<void> {
  const { pairTable } = await import('../curation/mined-tables.js')
  const { corporaOf } = await import('../mining/write.js')
  await putTable(path, pairTable(pairs, corporaOf(names, rows)), flags)
}

/** Writes hard negatives, with the decisions of the first index. @returns the number of rows */
export async function writeNegatives(
  path: string,
  { result, indexes }: Mined,
  shape: TrainingShape,
  flags: TableFlags,
): Promise<number | undefined> {
  const { allDecisions } = await import('../curation/decisions.js')
  const { negativeTable } = await import('../curation/negatives.js')
  return putTable(path, negativeTable(result.pairs, await allDecisions(indexes[0]), shape), flags)
}
