import { openEncoder } from '../compose.js'
import { loadConfig } from '../config.js'
import { encodeWith, splitWords } from '../model/tokenizer.js'
import type { Reporter } from '../types.js'
import { type TrainOptions, type TrainReport, train } from './train.js'

/** Texts per call of the teacher. */
const BATCH = 1024

export interface TrainRequest extends Omit<TrainOptions, 'tokenizers' | 'teacher'> {
  /** Teacher model: `builtin`, `builtin-static`, a directory, or a hub id. */
  teacher?: string
  reporter?: Reporter
  /** Called with the number of texts the teacher has encoded. */
  onTaught?: (texts: number) => void
}

/**
 * Trains a static encoder, optionally with a teacher.
 * @throws AnlamError as `train`, and as `openEncoder` for the teacher
 */
export async function trainEncoder(
  { teacher: name, reporter, onTaught, ...options }: TrainRequest,
  config = loadConfig(),
): Promise<TrainReport> {
  const tokenizers = { words: splitWords, encode: encodeWith }
  if (name === undefined) return train({ ...options, tokenizers })
  const encoder = await openEncoder(config, name, reporter)
  const { dimension } = encoder.spec
  let taught = 0
  const teacher = async (texts: readonly string[]) => {
    const values = new Float32Array(texts.length * dimension)
    for (let start = 0; start < texts.length; start += BATCH) {
      const page = texts.slice(start, start + BATCH)
      const batch = await encoder.encode(page, options.signal ? { signal: options.signal } : {})
      values.set(batch.values, start * dimension)
      taught += page.length
      onTaught?.(taught)
    }
    return { values, rows: texts.length, dimension }
  }
  try {
    return await train({ ...options, tokenizers, teacher })
  } finally {
    await encoder.close()
  }
}
