import { basename } from 'node:path'
import { dot, rowOf } from '../../src/basics/vectors.js'
import { loadConfig } from '../../src/config.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import type { OnnxEncoder } from '../../src/model/onnx-encoder.js'
import { choosePrecision } from '../../src/model/precision.js'
import { SILENT } from '../../src/types.js'
import { startPeer } from './peers/peer.js'
import { median, table } from './report.js'

const RUNS = 3
/** Texts encoded one by one, as queries are. */
const SINGLE = 32

interface Contestant {
  name: string
  /** Processor seconds for all texts at once, and for some of them one by one. */
  batch(): Promise<number>
  single(): Promise<number>
  vectors(): Promise<ArrayLike<number>[]>
}

/** Processor seconds that some work takes. */
async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1e6
}

/**
 * Checkpoints of any family in this project and in sentence-transformers, in batches and one text at a time, in processor
 * time with one thread each: that hardly depends on what else the machine does. Runs alternate. Both put the model's prompt for texts that are compared with each other before each text.
 */
export async function benchFamilies(
  texts: readonly string[],
  models: readonly string[],
  python: string,
): Promise<void> {
  const single = texts.slice(0, SINGLE)
  const rows: (string | number)[][] = []
  for (const directory of models) {
    const contestants: Contestant[] = []
    let prompt = ''
    for (const precision of ['fp32', 'int8'] as const) {
      const request = { directory, precision, provider: 'cpu', deviceId: 0 } as const
      const choice = await choosePrecision(loadConfig(), request, SILENT)
      const encoder = await loadEncoder({ directory, model: directory, threads: 1, ...choice })
      prompt = encoder.spec.prompts.symmetric
      contestants.push(own(`anlam ${precision}`, encoder))
    }
    const start = (some: readonly string[], alone: boolean) =>
      startPeer(python, 'sentence-transformers.py', {
        directory,
        prompt,
        texts: some,
        single: alone,
      })
    const [peer, alone] = [await start(texts, false), await start(single, true)]
    if (peer && alone)
      contestants.push({
        name: peer.name,
        batch: () => peer.run(),
        single: () => alone.run(),
        vectors: async () => {
          await alone.vectors()
          return peer.vectors()
        },
      })
    rows.push(...(await compete(contestants)).map(row => [basename(directory), ...row]))
  }
  table(
    `Encoders of several families (${texts.length} real sentences in batches, ${SINGLE} one by one, one thread each, medians of ${RUNS} runs taking turns)`,
    [
      'model',
      '',
      'sentences per processor second',
      'times the last',
      'processor ms for one',
      'times the last',
      'mean cosine to fp32',
      'worst',
    ],
    rows,
  )

  function own(name: string, encoder: OnnxEncoder): Contestant {
    return {
      name,
      batch: () => seconds(() => encoder.encode(texts)),
      single: () =>
        seconds(async () => {
          for (const text of single) await encoder.encode([text])
        }),
      vectors: async () => {
        const batch = await encoder.encode(texts)
        await encoder.close()
        return texts.map((_, i) => rowOf(batch, i))
      },
    }
  }

  async function compete(contestants: readonly Contestant[]): Promise<(string | number)[][]> {
    const times = contestants.map(() => ({ batch: [] as number[], single: [] as number[] }))
    for (let run = -1; run < RUNS; run++)
      for (const [i, contestant] of contestants.entries()) {
        const batch = await contestant.batch()
        const one = await contestant.single()
        // The first run warms up.
        if (run < 0) continue
        times[i]!.batch.push(batch)
        times[i]!.single.push(one)
      }
    const last = times.at(-1)!
    // One ratio per round, since other programs share the caches.
    const ratio = (of: number[], to: number[]): string =>
      median(of.map((time, run) => to[run]! / time)).toFixed(2)
    const exact = await contestants[0]!.vectors()
    const table: (string | number)[][] = []
    for (const [i, { name, vectors }] of contestants.entries()) {
      const { batch, single: one } = times[i]!
      const cosines = (i === 0 ? exact : await vectors()).map((row, t) =>
        dot(Float32Array.from(row), Float32Array.from(exact[t]!)),
      )
      table.push([
        name,
        (texts.length / median(batch)).toFixed(1),
        ratio(batch, last.batch),
        ((1000 * median(one)) / SINGLE).toFixed(1),
        ratio(one, last.single),
        (cosines.reduce((sum, x) => sum + x, 0) / cosines.length).toFixed(6),
        Math.min(...cosines).toFixed(6),
      ])
    }
    return table
  }
}
