import type { Config } from '../../config.js'
import { AnlamError } from '../../errors.js'
import type { Checkpoint } from '../../model/checkpoint/types.js'
import { type Reporter, SILENT } from '../../types.js'
import { teacherVectors } from '../material/teacher.js'
import type { PreparedData } from './prepare.js'

export interface TeachOptions {
  /** A model's directory or hub id; nothing is taught without. */
  teacher?: string
  /** Folder of vectors that were computed before. */
  teacherCache: string
  seed: number
  reporter?: Reporter
  signal?: AbortSignal
  onTaught?: (texts: number) => void
  note?: (text: string) => void
}

export interface Teaching {
  vectorOf: (text: number) => Float32Array
  fingerprint: string
  /** Number of values in memory. */
  values: number
}

/** The teacher's vectors of the texts that it is asked about. */
export async function teach(
  checkpoint: Checkpoint,
  { sources, texts }: PreparedData,
  request: TeachOptions,
  config: Config,
): Promise<Teaching | undefined> {
  const { teacher: model, teacherCache: cache, seed, signal, onTaught, note, reporter = SILENT } = request
  if (model === undefined) return undefined
  const taught = sources.flatMap(source =>
    source.loss === 'distillation' ? source.examples.map(({ a }) => a) : [],
  )
  const numbers = [...new Set(taught)]
  if (numbers.length === 0)
    throw new AnlamError(
      'invalid-input',
      'a teacher needs files with single texts, {"text"}: --texts names them',
    )
  const { dimension } = checkpoint
  const {
    values,
    fingerprint,
    dimension: own,
  } = await teacherVectors(
    numbers.map(number => texts[number]!),
    config,
    {
      ...{ model, dimension, seed, reporter, cache },
      ...(signal ? { signal } : {}),
      ...(onTaught ? { onTaught } : {}),
    },
  )
  if (own !== dimension)
    note?.(
      own > dimension
        ? `the teacher's ${own} dimensions become ${dimension} by principal directions`
        : `the teacher's ${own} dimensions become ${dimension} by orthonormal columns`,
    )
  const rows = new Map(numbers.map((number, row) => [number, row]))
  const vectorOf = (text: number): Float32Array => {
    const at = rows.get(text)! * dimension
    return values.subarray(at, at + dimension)
  }
  return { vectorOf, fingerprint, values: values.length }
}
