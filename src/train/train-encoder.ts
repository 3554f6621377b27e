import { openEncoder } from '../compose.js'
import { loadConfig } from '../config.js'
import { encodeWith, splitWords } from '../model/tokenizer.js'
import type { Encoder } from '../model/types.js'
import type { Reporter, VectorBatch } from '../types.js'
import { type TrainOptions, type TrainReport, train } from './train.js'

/** Taught texts are encoded as queries: they are compared with each other, not with passages. */
type TextKind = 'query' | 'document'

/** Texts per call of an encoder. */
const BATCH = 1024

export interface TrainRequest extends Omit<TrainOptions, 'tokenizers' | 'teacher' | 'init'> {
  /** Teacher model: `builtin`, `builtin-static`, a directory, or a hub id. */
  teacher?: string
  /** Encoder whose vectors of words the pieces begin with, named as a teacher is. */
  init?: string
  reporter?: Reporter
  /** Called with the number of texts, or words, that the other encoders have read. */
  onEncoded?: (texts: number) => void
}

/**
 * Trains a static encoder, optionally with a teacher, and from another one's words.
 * @throws AnlamError as `train`, and as `openEncoder` for the other encoders
 */
export async function trainEncoder(
  { teacher, init, reporter, onEncoded, ...options }: TrainRequest,
  config = loadConfig(),
): Promise<TrainReport> {
  const encoders = new Map<string, Encoder>()
  let read = 0
  const encodingWith = async (name: string, kind: TextKind) => {
    const encoder = encoders.get(name) ?? (await openEncoder(config, name, reporter))
    encoders.set(name, encoder)
    return (texts: readonly string[]) =>
      encodePages(encoder, texts, { kind, signal: options.signal }, count => {
        read += count
        onEncoded?.(read)
      })
  }
  try {
    return await train({
      ...options,
      tokenizers: { words: splitWords, encode: encodeWith },
      ...(teacher === undefined
        ? {}
        : { teacher: await encodingWith(teacher, options.taught ? 'query' : 'document') }),
      ...(init === undefined ? {} : { init: await encodingWith(init, 'document') }),
    })
  } finally {
    for (const encoder of encoders.values()) await encoder.close()
  }
}

async function encodePages(
  encoder: Encoder,
  texts: readonly string[],
  { kind, signal }: { kind: TextKind; signal: AbortSignal | undefined },
  onPage: (texts: number) => void,
): Promise<VectorBatch> {
  const { dimension } = encoder.spec
  const values = new Float32Array(texts.length * dimension)
  for (let start = 0; start < texts.length; start += BATCH) {
    const page = texts.slice(start, start + BATCH)
    const batch = await encoder.encode(page, { kind, ...(signal ? { signal } : {}) })
    values.set(batch.values, start * dimension)
    onPage(page.length)
  }
  return { values, rows: texts.length, dimension }
}
