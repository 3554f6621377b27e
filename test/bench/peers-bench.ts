import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { rowOf } from '../../src/basics/vectors.js'
import { loadConfig } from '../../src/config.js'
import { planBatches } from '../../src/model/batches.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import type { TransformerModule } from '../../src/model/checkpoint/types.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { choosePrecision } from '../../src/model/precision.js'
import { Tokenizer } from '../../src/model/tokenizer.js'
import { DataType, GraphBuilder } from '../../src/onnx/graph.js'
import { Session } from '../../src/onnx/session.js'
import { SILENT } from '../../src/types.js'
import { seconds } from './encode-bench.js'
import { startPeer } from './peers/peer.js'
import { exportPlain } from './peers/plain-export.js'
import { median, table } from './report.js'

const RUNS = 7
/** Default of sentence-transformers; peers get texts sorted by length, as it sorts them. */
const PEER_BATCH = 32
/** Token budget of a batch, as in the encoder. */
const BATCH_TOKENS = 1024

interface Contestant {
  name: string
  run(): Promise<number>
  /** One unit vector per text, in the order of `texts`; null if it is not an encoder. */
  vectors(): Promise<ArrayLike<number>[] | null>
}

/**
 * One checkpoint in this project (fp32 and int8) and in transformers.js, and, as an upper bound, the bare matrix products of
 * the graph. Runs alternate. Each speed comes with the cosine of its vectors with fp32's.
 * @param modules folder with the npm package `@huggingface/transformers`
 */
export async function benchPeers(
  texts: readonly string[],
  directory: string,
  modules: string,
): Promise<void> {
  const threads = availableParallelism()
  const scratch = mkdtempSync(join(dirname(directory), 'anlam-bench-'))
  try {
    const checkpoint = await readCheckpoint(directory)
    const module = checkpoint.modules[0] as TransformerModule
    const tokenizer = await Tokenizer.load(checkpoint)
    const ids = (await tokenizer.tokenize(texts)).map(text => text.ids)
    const sorted = texts.map((_, i) => i).sort((a, b) => ids[b]!.length - ids[a]!.length)
    const batches = Array.from({ length: Math.ceil(sorted.length / PEER_BATCH) }, (_, i) =>
      sorted.slice(i * PEER_BATCH, (i + 1) * PEER_BATCH),
    )
    const inOrder = (rows: ArrayLike<number>[]): ArrayLike<number>[] => {
      const out: ArrayLike<number>[] = []
      sorted.forEach((text, i) => {
        out[text] = rows[i]!
      })
      return out
    }
    const contestants: Contestant[] = []
    for (const precision of ['fp32', 'int8'] as const) {
      const choice = await choosePrecision(
        loadConfig(),
        { directory, precision, provider: 'cpu', deviceId: 0 },
        SILENT,
      )
      const encoder = await loadEncoder({ directory, model: directory, threads, ...choice })
      contestants.push({
        name: `anlam ${precision}`,
        run: () => seconds(() => encoder.encode(texts)),
        vectors: async () => {
          const batch = await encoder.encode(texts)
          return texts.map((_, i) => rowOf(batch, i))
        },
      })
    }
    contestants.push(
      await bareProducts(
        module,
        planBatches(
          ids.map(row => row.length),
          BATCH_TOKENS,
        ),
        ids,
        threads,
      ),
    )
    await exportPlain(directory, join(scratch, 'model'))
    const start = { modules, root: scratch, name: 'model', threads }
    const peer = await startPeer(process.execPath, 'transformersjs.mjs', {
      ...start,
      batches: batches.map(batch => batch.map(i => texts[i])),
    })
    if (peer)
      contestants.push({
        name: peer.name,
        run: async () => (await peer.ask<{ seconds: number }>({ run: true })).seconds,
        vectors: async () => {
          const { vectors } = await peer.ask<{ vectors: number[][] }>({ vectors: true })
          peer.stop()
          return inOrder(vectors)
        },
      })
    await compete(
      contestants,
      texts.length,
      ids.reduce((sum, row) => sum + row.length, 0),
    )
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function compete(contestants: readonly Contestant[], texts: number, tokens: number): Promise<void> {
  const times = contestants.map((): number[] => [])
  for (const contestant of contestants) await contestant.run()
  for (let run = 0; run < RUNS; run++)
    for (const [i, contestant] of contestants.entries()) times[i]!.push(await contestant.run())
  const exact = (await contestants[0]!.vectors())!
  const rows: (string | number)[][] = []
  for (const [i, { name, vectors }] of contestants.entries()) {
    const found = await vectors()
    const cosines = found?.map((row, t) => cosine(row, exact[t]!))
    // One ratio per round, since the machine's speed varies.
    const ratio = median(times[i]!.map((time, run) => times[0]![run]! / time))
    rows.push([
      name,
      (texts / median(times[i]!)).toFixed(1),
      (tokens / median(times[i]!)).toFixed(0),
      ratio.toFixed(2),
      cosines ? (cosines.reduce((sum, x) => sum + x, 0) / texts).toFixed(6) : '',
      cosines ? Math.min(...cosines).toFixed(6) : '',
    ])
  }
  table(
    `Encoders on one checkpoint (${texts} real sentences, ${tokens} tokens, medians of ${RUNS} runs taking turns)`,
    ['', 'sentences/s', 'tokens/s', 'times anlam fp32', 'mean cosine to it', 'worst'],
    rows,
  )
}

/** Only the matrix products of the encoder's graph, with the same shapes, weights and batches. */
async function bareProducts(
  { hidden, intermediate, layers, weights }: TransformerModule,
  batches: readonly (readonly number[])[],
  ids: readonly (readonly number[])[],
  threads: number,
): Promise<Contestant> {
  const g = new GraphBuilder()
  let x = g.input('x', DataType.FLOAT, ['tokens', hidden])
  const first = g.input('first', DataType.INT64, ['batch'])
  const product = (name: string, outputs: number, inputs: number): void => {
    const matrix = g.weight(weights.take(`${name}.weight`, [outputs, inputs]))
    const bias = g.weight(weights.take(`${name}.bias`, [outputs]))
    x = g.node('Gemm', [x, matrix, bias], { attributes: { transB: 1 } })
  }
  for (let layer = 0; layer < layers; layer++) {
    const at = `encoder.layer.${layer}`
    for (const name of ['key', 'value']) product(`${at}.attention.self.${name}`, hidden, hidden)
    if (layer === layers - 1) x = g.node('Gather', [x, first])
    product(`${at}.attention.self.query`, hidden, hidden)
    product(`${at}.attention.output.dense`, hidden, hidden)
    product(`${at}.intermediate.dense`, intermediate, hidden)
    product(`${at}.output.dense`, hidden, intermediate)
  }
  g.output(x, 'embedding', ['batch', hidden])
  const session = await Session.create(g.finish('products'), {
    provider: 'cpu',
    deviceId: 0,
    threads,
    prepack: false,
    arena: false,
  })
  const feeds = batches.map(batch => {
    const tokens = batch.reduce((sum, i) => sum + ids[i]!.length, 0)
    return {
      x: { data: new Float32Array(tokens * hidden).fill(0.5), dims: [tokens, hidden] },
      first: { data: BigInt64Array.from(batch, (_, i) => BigInt(i)), dims: [batch.length] },
    }
  })
  return {
    name: 'bare Gemms of anlam fp32',
    run: () =>
      seconds(async () => {
        for (const feed of feeds) await session.run(feed, 'embedding')
      }),
    vectors: async () => null,
  }
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!
    aa += a[i]! ** 2
    bb += b[i]! ** 2
  }
  return ab / Math.sqrt(aa * bb)
}
