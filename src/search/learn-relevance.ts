import { openEncoder } from '../compose.js'
import type { Config } from '../config.js'
import type { Reporter } from '../types.js'
import { RELEVANCE } from './known-relevance.js'
import { measureRelevance } from './measure-relevance.js'

export interface LearnOptions {
  reporter: Reporter
  signal?: AbortSignal
}

/** Measures what the scores of a model say, and keeps it for all of its indexes on this machine. */
export async function learnRelevance(
  config: Config,
  model: string,
  { reporter, signal }: LearnOptions,
): Promise<void> {
  const encoder = await openEncoder(config, model, reporter)
  try {
    const { model: relevance } = await measureRelevance(encoder, signal ? { signal } : {})
    RELEVANCE.keep(config, encoder.spec.fingerprint, relevance)
  } finally {
    await encoder.close()
  }
}
