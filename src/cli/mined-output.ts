import { join } from 'node:path'
import type { MineResult } from '../mining/mine.js'
import type { Group, Pair } from '../mining/types.js'
import { formatOf } from '../tables/table.js'
import type { Output } from './output.js'

/** Pairs and groups printed without `--out`. */
const SHOWN = 20

/** Prints what mining found; without a folder, the best pairs and largest groups, too. */
export async function printMined(
  { pairs, groups, summary, rows }: MineResult,
  names: readonly string[],
  seconds: number,
  folder: string | undefined,
  out: Output,
): Promise<void> {
  if (out.options.json) {
    const { corporaOf, groupRows, pairRows } = await import('../mining/write.js')
    const corpora = corporaOf(names, rows)
    out.json({
      ...summary,
      seconds,
      ...(folder === undefined
        ? { pairs: [...pairRows(pairs, corpora)], groups: [...groupRows(groups, corpora)] }
        : { out: folder }),
    })
    return
  }
  if (folder === undefined) {
    for (const pair of pairs.slice(0, SHOWN)) printPair(pair, out)
    if (groups.length > 0) out.line()
    for (const group of groups.slice(0, SHOWN)) printGroup(group, out)
  }
  const { passages, duplicates, recall, threshold, look } = summary
  out.line(
    `${out.bold(`${summary.pairs} pairs`)} in ${summary.groups} groups, of ${passages} passages ` +
      `(${duplicates} exact duplicates), cosine at least ${threshold}, ${seconds.toFixed(1)} s`,
  )
  if (summary.pairsFound > summary.pairs)
    out.line(`the best of ${summary.pairsFound}; --max-pairs keeps more`)
  if (recall) out.line(recallLine(recall))
  if (look) out.line(lookLine(look))
  if (folder !== undefined) out.line(formatOf(folder) ? folder : join(folder, 'report.html'))
  else out.note('--out DIR writes the report')
}

function lookLine({ model, looked, rejected, leftOut }: NonNullable<MineResult['summary']['look']>): string {
  const rest = leftOut > 0 ? `; there was no time for ${leftOut} more` : ''
  return `${model} read ${looked} uncertain pairs again, and rejected ${rejected}${rest}`
}

function recallLine({
  recall,
  interval,
  neighbours,
  rows,
}: NonNullable<MineResult['summary']['recall']>): string {
  if (recall === null || !interval)
    return `recall could not be estimated: ${rows} passages have no neighbours`
  const [low, high] = interval
  return `estimated recall ${recall.toFixed(3)} (95 %: ${low.toFixed(3)} to ${high.toFixed(3)}), from ${neighbours} neighbours of ${rows} passages`
}

function printPair({ score, kind, flags, a, b }: Pair, out: Output): void {
  out.line(`${out.bold(score.toFixed(4))}  ${kind}${flags.length > 0 ? `  ! ${flags.join(', ')}` : ''}`)
  for (const text of [a, b]) out.line(`        ${text.replaceAll(/\s+/g, ' ')}`)
}

function printGroup({ group, members, text }: Group, out: Output): void {
  out.line(`${out.bold(`group ${group}`)}  ${members.length} passages  ${text.replaceAll(/\s+/g, ' ')}`)
}
