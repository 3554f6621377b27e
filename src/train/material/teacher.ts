import { createHash } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openEncoder } from '../../compose.js'
import type { Config } from '../../config.js'
import type { Reporter } from '../../types.js'
import { readTensors, writeTensors } from '../run/tensor-file.js'
import { project, projection } from './projection.js'

/** Texts of a cached file: a run that is cut off encodes at most so many again. */
const PAGE = 4096
/** Texts per call of the encoder. */
const BATCH = 512

export interface TeacherOptions {
  /** `builtin`, a directory or a hub id. */
  model: string
  /** Dimension of the vectors wanted. */
  dimension: number
  seed: number
  /** Folder of vectors that were computed before; made if there is none. */
  cache: string
  reporter: Reporter
  signal?: AbortSignal
  /** Called with the number of texts that have vectors. */
  onTaught?: (texts: number) => void
}

export interface TeacherVectors {
  /** Unit rows, row-major [texts, dimension]. */
  values: Float32Array
  fingerprint: string
  /** Dimension of the teacher. */
  dimension: number
}

/**
 * Vectors of a teacher model. Files in `cache` are named by teacher and texts, so another run finds them, too.
 * @throws AnlamError as `openEncoder`; `cancelled`
 */
export async function teacherVectors(
  texts: readonly string[],
  config: Config,
  { model, dimension, seed, cache, reporter, signal, onTaught }: TeacherOptions,
): Promise<TeacherVectors> {
  mkdirSync(cache, { recursive: true })
  const encoder = await openEncoder(config, model, reporter)
  try {
    const { dimension: from, fingerprint } = encoder.spec
    const values = new Float32Array(texts.length * from)
    for (let start = 0; start < texts.length; start += PAGE) {
      const page = texts.slice(start, start + PAGE)
      const path = join(cache, `${keyOf(fingerprint, page)}.bin`)
      if (existsSync(path)) values.set((await readTensors(path)).tensors.get('vectors')!, start * from)
      else {
        const vectors = values.subarray(start * from, (start + page.length) * from)
        for (let at = 0; at < page.length; at += BATCH) {
          const batch = await encoder.encode(page.slice(at, at + BATCH), signal ? { signal } : {})
          vectors.set(batch.values, at * from)
          onTaught?.(start + at + batch.rows)
        }
        await writeTensors(path, { teacher: fingerprint }, new Map([['vectors', vectors]]))
      }
      onTaught?.(start + page.length)
    }
    if (from === dimension) return { values, fingerprint, dimension: from }
    const matrix = projection(values, from, dimension, seed)
    return { values: project(values, matrix, from, dimension), fingerprint, dimension: from }
  } finally {
    await encoder.close()
  }
}

function keyOf(fingerprint: string, texts: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([fingerprint, texts]))
    .digest('hex')
    .slice(0, 32)
}
