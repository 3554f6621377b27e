import { join } from 'node:path'
import { fixed, type Said, say } from '../messages/said.js'
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
    say`${out.bold(say`${summary.pairs} pairs`)} in ${summary.groups} groups, of ${passages} passages `,
    say`(${duplicates} exact duplicates), cosine at least ${threshold}, ${fixed(seconds, 1)} s`,
  )
  if (summary.pairsFound > summary.pairs)
    out.line(say`the best of ${summary.pairsFound}; --max-pairs keeps more`)
  if (recall) out.line(recallLine(recall))
  if (look) out.line(lookLine(look))
  if (folder !== undefined) out.line(formatOf(folder) ? folder : join(folder, 'report.html'))
  else out.note(say`--out DIR writes the report`)
}

function lookLine({ model, looked, rejected, leftOut }: NonNullable<MineResult['summary']['look']>): Said {
  const rest = leftOut > 0 ? say`; there was no time for ${leftOut} more` : ''
  return say`${model} read ${looked} uncertain pairs again, and rejected ${rejected}${rest}`
}

function recallLine({
  recall,
  interval,
  neighbours,
  rows,
}: NonNullable<MineResult['summary']['recall']>): Said {
  if (recall === null || !interval)
    return say`recall could not be estimated: ${rows} passages have no neighbours`
  const [low, high] = interval
  return say`estimated recall ${fixed(recall, 3)} (95 %: ${fixed(low, 3)} to ${fixed(high, 3)}), from ${neighbours} neighbours of ${rows} passages`
}

function printPair({ score, kind, flags, a, b }: Pair, out: Output): void {
  out.line(out.pair(score, kind, flags))
  for (const text of [a, b]) out.line(`        ${text.replaceAll(/\s+/g, ' ')}`)
}

function printGroup({ group, members, text }: Group, out: Output): void {
  out.line(say`${out.bold(say`group ${group}`)}  ${members.length} passages  ${text.replaceAll(/\s+/g, ' ')}`)
}
