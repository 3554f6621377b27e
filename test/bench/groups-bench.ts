import { basename, join } from 'node:path'
import { bootstrap, type Intervals, type Metrics } from '../../src/evaluation/bootstrap.js'
import { type GroupRanks, sampleGroups } from '../../src/evaluation/group-ranks.js'
import { type Group, readGroups } from '../../src/evaluation/group-rows.js'
import { evaluateGroups, measureRanks } from '../../src/evaluation/groups.js'
import type { Encoder } from '../../src/model/types.js'
import { MODES, type Mode } from '../../src/search/modes.js'
import type { Searcher } from '../../src/search/searcher.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { withSearcher } from './quality-index.js'
import { table, withInterval } from './report.js'

const DEV = join(PROJECT_ROOT, 'test', 'quality', 'groups-dev.jsonl')
/** Hits from which a rank of 10 can be told, whatever texts of the same group stand among them. */
const DEPTH = 13

/** Every mode and model on the held-out paraphrase groups. */
export async function benchGroups(encoders: readonly Encoder[]): Promise<void> {
  const groups = await readGroups([DEV])
  const searches = new Map<string, string[]>()
  const separations: string[][] = []
  const columns: string[] = []
  const aucs: string[] = []
  for (const [at, encoder] of encoders.entries()) {
    const name = basename(encoder.spec.model)
    const modes = MODES.filter(mode => mode !== 'lexical' || at === 0)
    for (const [mode, ranks] of await searchGroups(groups, encoder, modes)) {
      const way = mode === 'lexical' ? 'lexical, Turkish' : `${mode}, ${name}`
      const measure = measureRanks(groups, ranks)
      searches.set(way, cells(measure([...groups.keys()]), bootstrap(groups.length, measure), columns))
    }
    const { metrics, intervals } = await evaluateGroups(groups, (texts, kind) =>
      encoder.encode(texts, { kind }),
    )
    const separating = Object.entries(metrics).filter(([metric]) => metric.startsWith('auc-'))
    separations.push([name, ...cells(Object.fromEntries(separating), intervals, aucs)])
  }
  table(
    `Held-out groups: searches (${groups.length} groups)`,
    ['', ...columns],
    [...searches].map(([way, values]) => [way, ...values]),
  )
  table('Held-out groups: paraphrases without a shared word against other pairs', ['', ...aucs], separations)
}

/** Adds the names of the metrics to the columns, if they are empty. */
function cells(metrics: Metrics, intervals: Intervals, columns: string[]): string[] {
  if (columns.length === 0) columns.push(...Object.keys(metrics))
  return columns.map(name => withInterval(metrics[name]!, intervals[name]))
}

/** Ranks by real searches in an index of all texts, and in one of the sample. */
async function searchGroups(
  groups: readonly Group[],
  encoder: Encoder,
  modes: readonly Mode[],
): Promise<Map<Mode, GroupRanks>> {
  const found = new Map<Mode, GroupRanks>()
  const all = [...groups.keys()]
  await withSearcher(encoder, corpusOf(groups, all), async searcher => {
    for (const mode of modes) {
      const ranks: GroupRanks = { answers: [], sampled: groups.map(() => undefined), siblings: [] }
      for (const [g, { query, texts }] of groups.entries()) {
        ranks.answers.push(answerRanks(g, texts.length, await search(searcher, mode, query)))
        const siblings: number[][] = []
        for (const [i, text] of texts.entries()) {
          const hits = (await search(searcher, mode, text)).filter(id => id !== idOf(g, i))
          const others = [...texts.keys()].filter(other => other !== i)
          siblings.push(others.map(other => rankIn(hits, idOf(g, other))))
        }
        ranks.siblings.push(siblings)
      }
      found.set(mode, ranks)
    }
  })
  const sample = sampleGroups(groups)
  await withSearcher(encoder, corpusOf(groups, sample), async searcher => {
    for (const [mode, { sampled }] of found)
      for (const g of sample) {
        const { query, texts } = groups[g]!
        sampled[g] = answerRanks(g, texts.length, await search(searcher, mode, query))
      }
  })
  return found
}

const idOf = (group: number, text: number): string => `${group}:${text}`

function corpusOf(groups: readonly Group[], chosen: readonly number[]): { id: string; text: string }[] {
  return chosen.flatMap(g => groups[g]!.texts.map((text, i) => ({ id: idOf(g, i), text })))
}

async function search(searcher: Searcher, mode: Mode, query: string): Promise<string[]> {
  return (await searcher.search({ query, mode, k: DEPTH })).hits.map(({ id }) => id)
}

/** Ranks of the texts of a group among the hits of other groups. */
function answerRanks(group: number, texts: number, hits: readonly string[]): number[] {
  const own = Array.from({ length: texts }, (_, i) => idOf(group, i))
  return own.map(id =>
    rankIn(
      hits.filter(hit => hit === id || !own.includes(hit)),
      id,
    ),
  )
}

function rankIn(hits: readonly string[], id: string): number {
  const at = hits.indexOf(id)
  return at < 0 ? Number.POSITIVE_INFINITY : at + 1
}
