import type { SearchIndex } from '../index/types.js'

/** Records read and written at a time. */
const PAGE = 1000

/** What people decided goes with an index; what was removed from it stays behind. */
export async function copyDecisions(original: SearchIndex, copy: SearchIndex): Promise<void> {
  let after: string | undefined
  for (;;) {
    const page = { limit: PAGE, ...(after === undefined ? {} : { after }) }
    const records = await original.records('decision', page)
    if (records.length === 0) return
    await copy.putRecords('decision', records)
    after = records.at(-1)!.key
  }
}
