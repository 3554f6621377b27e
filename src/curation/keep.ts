import { setOwn } from '../basics/document.js'
import type { Metadata } from '../types.js'

/** A document that says what others say. */
export interface Copy {
  id: string
  /** Its passages, one after another. */
  text: string
  metadata: Metadata
}

/** Which of several copies is kept: the first in the index, the longest, or that with the greatest value of a field. */
export type Keep = 'first' | 'longest' | { field: string }

/** `first` and `longest` are rules; anything else names a field of metadata. */
export function parseKeep(text: string): Keep {
  return text === 'first' || text === 'longest' ? text : { field: text.normalize('NFC') }
}

/**
 * Chooses the copy that is kept. Values are compared as numbers if both are, otherwise as text; a copy without the field comes
 * last. Of equal ones, the first in the index.
 * @param copies in the order of the index; not empty
 */
export function choose<C extends Copy>(copies: readonly C[], keep: Keep): C {
  return copies.reduce((best, copy) => (isBetter(copy, best, keep) ? copy : best))
}

function isBetter(copy: Copy, best: Copy, keep: Keep): boolean {
  if (keep === 'first') return false
  if (keep === 'longest') return copy.text.length > best.text.length
  const [value, other] = [copy, best].map(({ metadata }) => fieldOf(metadata, keep.field))
  if (value === null || value === undefined) return false
  if (other === null || other === undefined) return true
  if (typeof value === 'number' && typeof other === 'number') return value > other
  return String(value) > String(other)
}

/** Fields in which copies have different values. */
export function differingFields(copies: readonly Copy[]): string[] {
  const values = new Map<string, unknown>()
  const differing = new Set<string>()
  for (const { metadata } of copies)
    for (const [key, value] of Object.entries(metadata)) {
      if (value === null) continue
      if (values.has(key) && !Object.is(values.get(key), value)) differing.add(key)
      values.set(key, value)
    }
  return [...differing].sort()
}

/**
 * The metadata of a kept copy with the fields that it lacks, each from the first of the others that has it.
 * @returns undefined if it lacks none
 */
export function mergedMetadata(kept: Copy, others: readonly Copy[]): Metadata | undefined {
  const merged: Metadata = { ...kept.metadata }
  let isChanged = false
  for (const { metadata } of others)
    for (const [key, value] of Object.entries(metadata)) {
      if (value === null || (fieldOf(merged, key) ?? null) !== null) continue
      setOwn<Metadata[string]>(merged, key, value)
      isChanged = true
    }
  return isChanged ? merged : undefined
}

function fieldOf(metadata: Metadata, key: string): Metadata[string] | undefined {
  return Object.hasOwn(metadata, key) ? metadata[key] : undefined
}
