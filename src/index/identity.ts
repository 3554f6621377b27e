import { AnlamError } from '../errors.js'
import type { IndexIdentity } from './types.js'

/**
 * Checks that an encoder is the one that built an index.
 * @throws AnlamError `incompatible-index` naming both sides
 */
export function assertSameModel(
  name: string,
  index: IndexIdentity,
  encoder: { model: string; fingerprint: string; dimension: number },
): void {
  if (index.fingerprint === encoder.fingerprint && index.dimension === encoder.dimension) return
  const side = (s: { model: string; fingerprint: string; dimension: number }): string =>
    `${s.model} (${s.fingerprint.slice(0, 12)}, ${s.dimension} dimensions)`
  const way =
    index.model === encoder.model
      ? 'what has this name has changed since; index the documents into another name'
      : 'use that model, or index into another name'
  throw new AnlamError(
    'incompatible-index',
    `index ${name} was built by ${side(index)}, not by ${side(encoder)}; ${way}`,
  )
}
