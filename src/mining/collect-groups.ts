import type { Texts } from './describe.js'
import { groupNodes } from './groups.js'
import type { RowPairs } from './pairs.js'
import type { Rows } from './rows.js'
import { STAYS } from './second-look.js'
import type { Group, Pair } from './types.js'

/**
 * Builds groups of passages with the same meaning. Flagged pairs are ignored, since a text that denies another is not
 * its paraphrase, and so are those with other words or a rival, those in a crowd, and those that a second look has rejected.
 * Duplicates of a row are in the row's group.
 * @param described the result of `describePairs` for `pairs`
 */
export function collectGroups(
  rows: Rows,
  texts: Texts,
  pairs: RowPairs,
  described: readonly Pair[],
): Group[] {
  const kept = Array.from(pairs.scores.keys()).filter(i => {
    const { flags, differs, rival, crowded, rerank = 1 } = described[i]!
    return flags.length === 0 && (differs ?? rival ?? crowded) === undefined && rerank >= STAYS
  })
  const groups = groupNodes(
    {
      nodes: rows.ids.length,
      left: kept.map(i => pairs.left[i]!),
      right: kept.map(i => pairs.right[i]!),
      scores: kept.map(i => pairs.scores[i]!),
    },
    rows.ranks,
  )
  const copies = copiesOf(rows)
  const withId = (row: number, score: number): { id: string; row: number; score: number }[] =>
    [rows.ids[row]!, ...(copies.get(row) ?? [])].map(id => ({ id, row, score }))
  const grouped = new Set(groups.flatMap(g => [g.representative, ...g.members.map(({ node }) => node)]))
  const alone = [...copies.keys()]
    .filter(row => !grouped.has(row))
    .map(representative => ({ representative, members: [] }))
  return [...groups, ...alone]
    .map(({ representative, members }) => {
      const list = [
        ...withId(representative, 1),
        ...members.flatMap(({ node, score }) => withId(node, Number(score.toPrecision(8)))),
      ]
      return {
        representative: rows.ids[representative]!,
        rank: rows.ranks[representative]!,
        text: texts.get(representative)!,
        members: list.map(({ id }) => id),
        scores: list.map(({ score }) => score),
        rows: list.map(({ row }) => row),
      }
    })
    .sort((a, b) => b.members.length - a.members.length || a.rank - b.rank)
    .map(({ rank: _, ...group }, i) => ({ group: i + 1, ...group }))
}

/** Ids of the duplicates of each row, if they may be paired with it. */
function copiesOf({ constraint, duplicates }: Rows): Map<number, string[]> {
  const copies = new Map<number, string[]>()
  if (constraint.kind === 'between' || constraint.kind === 'across') return copies
  for (const { id, row } of duplicates) {
    const list = copies.get(row)
    if (list) list.push(id)
    else copies.set(row, [id])
  }
  return copies
}
