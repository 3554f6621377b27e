import { allRecords } from '../index/read-all.js'
import type { IndexRecord } from '../index/records.js'
import type { SearchIndex } from '../index/types.js'

/** Records written at a time. */
const BATCH = 1000

/**
 * What people decided goes with an index; what was removed from it stays behind. Decisions that only the copy has, because
 * they were taken back since a copy that was cut off, are removed from it.
 */
export async function copyDecisions(original: SearchIndex, copy: SearchIndex): Promise<void> {
  const there = new Set<string>()
  let batch: IndexRecord[] = []
  const write = async (): Promise<void> => {
    if (batch.length > 0) await copy.putRecords('decision', batch)
    batch = []
  }
  for await (const record of allRecords(original, 'decision')) {
    there.add(record.key)
    batch.push(record)
    if (batch.length === BATCH) await write()
  }
  await write()
  const surplus: string[] = []
  for await (const { key } of allRecords(copy, 'decision')) if (!there.has(key)) surplus.push(key)
  if (surplus.length > 0) await copy.removeRecords('decision', surplus)
}
