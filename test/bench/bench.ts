/**
 * `npm run bench -- [encode] [index] [stall] [growth] [large] [--model DIR]… [--corpus FILE] [--peers DIR]
 * [--python PROGRAM]`: prints Markdown tables with what they were measured on; `growth` and `large` are run only where
 * they are named. Without ../shared the bundled corpus is used. `encode` compares each `--model`, which has to be an
 * XLM-RoBERTa with CLS pooling, with PyTorch and, where `--peers` names a folder in which `npm install
 * @huggingface/transformers` was run, with transformers.js.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { PROJECT_ROOT, shared } from '../support/shared.js'
import { benchEncode, readTexts } from './encode-bench.js'
import { benchGrowth } from './growth-bench.js'
import { benchIndex } from './index-bench.js'
import { benchLarge } from './large-bench.js'
import { benchPeers } from './peers-bench.js'
import { machine } from './report.js'
import { benchStall } from './stall-bench.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', multiple: true, default: [] },
    corpus: { type: 'string' },
    peers: { type: 'string' },
    python: { type: 'string', default: 'python3' },
  },
})
/** Enough for some seconds of a full-size model. */
const PEER_TEXTS = 128

const real = shared('data/corpus/ml_tr_sentences.jsonl')
const corpus = values.corpus ?? (existsSync(real) ? real : bundled())
const wanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name)

console.log(machine())
console.log(`corpus: ${corpus.split('/').at(-1)}`)
if (wanted('encode')) {
  const texts = readTexts(corpus)
  await benchEncode(texts)
  for (const model of values.model)
    await benchPeers(texts.slice(0, PEER_TEXTS), resolve(model), {
      modules: values.peers,
      python: values.python,
    })
}
if (positionals.includes('large')) await benchLarge(values.model)
if (positionals.includes('growth')) await benchGrowth()
if (wanted('index')) await benchIndex(corpus)
if (wanted('stall')) await benchStall(corpus)

/** The bundled sentences as one file. */
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
