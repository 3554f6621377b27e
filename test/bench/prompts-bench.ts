import { basename } from 'node:path'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { judgedTexts } from '../../src/evaluation/judged-texts.js'
import { evaluateRetrieval } from '../../src/evaluation/retrieval.js'
import { readTexts } from './encode-bench.js'
import { withSearcher } from './quality-index.js'
import { table, withInterval } from './report.js'

/**
 * What a model's prompts gain: judged queries in judged passages among others, with and without them.
 * @param passages in all
 */
export async function benchPrompts(
  models: readonly string[],
  corpus: string,
  passages: number,
): Promise<void> {
  const judged = judgedTexts('passages')
  const others = readTexts(corpus).slice(0, Math.max(0, passages - judged.length))
  const texts = [...judged, ...others.map((text, i) => ({ id: `n${i}`, text }))]
  const queries = judgedTexts('queries').map(({ query, relevant }, i) => ({
    id: `${i}`,
    text: query,
    relevant,
  }))
  const qrels = new Map(
    queries
      .map(({ id, relevant }) => [id, new Map(Object.entries(relevant))] as const)
      .filter(([, relevant]) => relevant.size > 0),
  )
  const rows: string[][] = []
  for (const model of models) {
    for (const flags of [{}, { queryPrompt: '', documentPrompt: '' }]) {
      const encoder = await openEncoder(loadConfig({ flags }), model)
      const { query, document } = encoder.spec.prompts
      await withSearcher(encoder, texts, async searcher => {
        const { metrics, intervals } = await evaluateRetrieval({ queries, qrels }, async (text, k) => {
          const { hits } = await searcher.search({ query: text, mode: 'semantic', k })
          return hits.map(({ id }) => id)
        })
        const figure = withInterval(metrics['ndcg@10']!, intervals['ndcg@10'])
        rows.push([basename(model), JSON.stringify(query), JSON.stringify(document), figure])
      })
      await encoder.close()
    }
  }
  table(
    `Prompts: ${qrels.size} judged queries in ${texts.length} passages, by meaning`,
    ['', 'before queries', 'before passages', 'nDCG@10'],
    rows,
  )
}
