import { openEncoderFor, openIndex } from '../compose.js'
import type { Config } from '../config.js'
import { assertSameModel } from '../index/identity.js'
import type { Encoder } from '../model/types.js'
import type { Reporter } from '../types.js'
import type { EvaluateOptions } from './pairs.js'

export interface EvaluationRequest extends EvaluateOptions {
  reporter: Reporter
  /** Evaluate the model of this index, or search in it. */
  index?: string
}

/** The model that was evaluated. */
export interface Subject {
  model: string
  fingerprint: string
}

/** Opens the requested model, or that of an index, while the work runs. */
export async function withEncoder<T>(
  config: Config,
  { index: name, reporter }: EvaluationRequest,
  work: (encoder: Encoder) => Promise<T>,
): Promise<T & Subject> {
  const index = name === undefined ? undefined : await openIndex(config, name, 'reader')
  await index?.close()
  const encoder = await openEncoderFor(config, index?.identity, reporter)
  try {
    if (index) assertSameModel(index.name, index.identity, encoder.spec)
    const { model, fingerprint } = encoder.spec
    return { model, fingerprint, ...(await work(encoder)) }
  } finally {
    await encoder.close()
  }
}
