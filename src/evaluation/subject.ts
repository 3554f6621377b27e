import { openEncoder, openIndex } from '../compose.js'
import type { Config } from '../config.js'
import { assertSameModel } from '../index/identity.js'
import type { Encoder } from '../model/types.js'
import type { Reporter } from '../types.js'
import type { EvaluateOptions } from './pairs.js'

export interface EvaluationRequest extends EvaluateOptions {
  reporter: Reporter
  /** Evaluate the model that built this index, or what the index finds. */
  index?: string
}

/** What was evaluated. */
export interface Subject {
  model: string
  fingerprint: string
}

/** Opens the model that was asked for, or that of an index, for as long as the work takes. */
export async function withEncoder<T>(
  config: Config,
  { index: name, reporter }: EvaluationRequest,
  work: (encoder: Encoder) => Promise<T>,
): Promise<T & Subject> {
  const index = name === undefined ? undefined : await openIndex(config, name, 'reader')
  await index?.close()
  const encoder = await openEncoder(config, config.model ?? index?.identity.model, reporter)
  try {
    if (index) assertSameModel(index.name, index.identity, encoder.spec)
    const { model, fingerprint } = encoder.spec
    return { model, fingerprint, ...(await work(encoder)) }
  } finally {
    await encoder.close()
  }
}
