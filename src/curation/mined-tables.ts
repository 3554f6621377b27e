import { PAIR_COLUMNS } from '../basics/csv.js'
import type { SearchIndex } from '../index/types.js'
import type { Group, Pair } from '../mining/types.js'
import { type Corpora, pairRows } from '../mining/write.js'
import type { Column, Row, Table } from '../tables/table.js'

/** Groups whose texts are read at a time. */
const BATCH = 100

const PAIR_TYPES: Record<(typeof PAIR_COLUMNS)[number], Column['type']> = {
  score: 'number',
  kind: 'text',
  flags: 'texts',
  aId: 'text',
  a: 'text',
  bId: 'text',
  b: 'text',
  overlap: 'number',
  probability: 'number',
}

/** Pairs as a table, with the columns of `pairs.csv`. @param corpora of two that were compared */
export function pairTable(pairs: readonly Pair[], corpora?: Corpora): Table {
  const names = PAIR_COLUMNS.filter(name => name !== 'probability' || pairs.some(each => name in each))
  const columns: Column[] = names.map(name => ({ name, type: PAIR_TYPES[name] }))
  if (corpora) columns.push({ name: 'aCorpus', type: 'text' }, { name: 'bCorpus', type: 'text' })
  if (pairs.some(({ rerank }) => rerank !== undefined)) columns.push({ name: 'rerank', type: 'number' })
  return { columns, rows: pairRows(pairs, corpora) as Iterable<Row> }
}

/** Groups as a table, a row for each member; the text is empty for one that has been removed since. */
export function groupTable(index: Pick<SearchIndex, 'get'>, groups: readonly Group[]): Table {
  return {
    columns: [
      { name: 'group', type: 'integer' },
      { name: 'representative', type: 'boolean' },
      { name: 'score', type: 'number' },
      { name: 'id', type: 'text' },
      { name: 'text', type: 'text' },
    ],
    rows: memberRows(index, groups),
  }
}

async function* memberRows(index: Pick<SearchIndex, 'get'>, groups: readonly Group[]): AsyncGenerator<Row> {
  for (let from = 0; from < groups.length; from += BATCH) {
    const some = groups.slice(from, from + BATCH)
    const passages = await index.get(some.flatMap(({ members }) => members))
    let at = 0
    for (const { group, representative, members, scores } of some)
      for (const [i, id] of members.entries())
        yield {
          group,
          representative: id === representative,
          score: scores[i]!,
          id,
          text: passages[at++]?.text ?? null,
        }
  }
}
