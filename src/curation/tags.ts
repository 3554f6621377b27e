import { setOwn, toMetadata } from '../basics/document.js'
import { AnlamError } from '../errors.js'
import type { SearchIndex } from '../index/types.js'
import type { Metadata } from '../types.js'
import { type Removal, removeKeeping } from './removals.js'

export interface TagRequest {
  /** Passages whose documents are tagged. */
  ids: readonly string[]
  /** Fields and their values from now on; null takes a field away. */
  set: Metadata
  by?: string | undefined
  signal?: AbortSignal | undefined
}

/**
 * Sets fields of metadata of the documents of some passages. What they were is kept, as a removal of no document, so that
 * it can be undone.
 * @throws AnlamError `not-found` for an unknown passage; `invalid-input` for fields that no document may have, or if there
 *   is nothing to change; then nothing is changed
 */
export async function tagDocuments(
  index: SearchIndex,
  { ids, set, by, signal }: TagRequest,
): Promise<Removal> {
  const found = await index.get(ids)
  const missing = found.indexOf(undefined)
  if (missing !== -1)
    throw new AnlamError('not-found', `index ${index.name} has no passage ${JSON.stringify(ids[missing])}`)
  const merged = new Map<string, Metadata>()
  for (const passage of found) {
    const { documentId, metadata } = passage!
    const tagged = withTags(metadata, set)
    if (tagged) merged.set(documentId, tagged)
  }
  if (merged.size === 0)
    throw new AnlamError('invalid-input', 'all of these documents have these values already')
  return removeKeeping(index, { removed: new Map(), merged, by, signal })
}

/** @returns undefined if nothing changes */
function withTags(metadata: Metadata, set: Metadata): Metadata | undefined {
  const tagged: Metadata = {}
  const gone = (key: string): boolean => Object.hasOwn(set, key) && set[key] === null
  for (const [key, value] of Object.entries(metadata)) if (!gone(key)) setOwn(tagged, key, value)
  for (const [key, value] of Object.entries(set))
    if (value !== null) setOwn<Metadata[string]>(tagged, key, value)
  const keys = new Set([...Object.keys(metadata), ...Object.keys(tagged)])
  const isSame = [...keys].every(
    key =>
      Object.hasOwn(metadata, key) === Object.hasOwn(tagged, key) && Object.is(metadata[key], tagged[key]),
  )
  return isSame ? undefined : toMetadata(tagged)
}
