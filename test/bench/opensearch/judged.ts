import { openEncoder } from '../../../src/compose.js'
import { loadConfig } from '../../../src/config.js'
import { identityOf } from '../../../src/index/identity.js'
import type { IndexIdentity, SearchIndex } from '../../../src/index/types.js'
import { MODES } from '../../../src/search/modes.js'
import { Searcher } from '../../../src/search/searcher.js'
import { judgedPassages } from '../../quality/judged-sets.js'
import { ask } from '../judged-bench.js'
import { writeTexts } from '../quality-index.js'
import { table } from '../report.js'

/** nDCG@10 of judged queries in each engine: rows of the same passages and vectors. */
export async function benchJudgedIn(
  engines: Readonly<Record<string, (identity: IndexIdentity) => Promise<SearchIndex>>>,
): Promise<void> {
  const encoder = await openEncoder(loadConfig())
  const passages = judgedPassages()
  const rows: string[][] = []
  for (const [name, create] of Object.entries(engines)) {
    const index = await create(identityOf(encoder.spec))
    await writeTexts(index, encoder, passages)
    const searcher = new Searcher(encoder, index)
    for (const mode of MODES) {
      const asked = (await ask(searcher, mode)).filter(({ kind }) => kind !== 'no-answer')
      const mean = asked.reduce((sum, { ndcg }) => sum + ndcg, 0) / asked.length
      rows.push([name, mode, `${asked.length}`, mean.toFixed(4)])
    }
    await index.close()
  }
  await encoder.close()
  table(`Judged searches in ${passages.length} passages`, ['', 'mode', 'queries', 'nDCG@10'], rows)
}
