import { openEncoder } from '../compose.js'
import type { Config } from '../config.js'
import type { Reporter } from '../types.js'
import { keepRelevance } from './known-relevance.js'
import { type MeasuredRelevance, measureRelevance } from './measure-relevance.js'

export interface LearnOptions {
  reporter: Reporter
  signal?: AbortSignal
  /** Called with the texts encoded so far, and how many there are. */
  onProgress?: (done: number, total: number) => void
  /** Takes what was measured; default: it is kept for all indexes of the model on this machine. */
  keep?: (measured: MeasuredRelevance & { fingerprint: string }) => void
}

/** Measures what the scores of a model mean, and keeps it. */
export async function learnRelevance(
  config: Config,
  model: string,
  { reporter, signal, onProgress, keep }: LearnOptions,
): Promise<MeasuredRelevance> {
  const encoder = await openEncoder(config, model, reporter)
  try {
    const options = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) }
    const measured = await measureRelevance(encoder, options)
    const { fingerprint } = encoder.spec
    if (keep) keep({ ...measured, fingerprint })
    else keepRelevance(config, fingerprint, measured.model)
    return measured
  } finally {
    await encoder.close()
  }
}
