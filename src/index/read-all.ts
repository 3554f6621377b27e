import { throwIfAborted } from '../errors.js'
import type { IndexRecord, RecordKind } from './records.js'
import type { SearchIndex, StoredDocument } from './types.js'

/** Documents read at a time. */
const DOCUMENTS = 1000
/** Records read at a time: one may hold the vectors of a long document. */
const RECORDS = 200

/** All documents of an index, in the order of their ids. @throws AnlamError `cancelled` */
export function allDocuments(
  index: Pick<SearchIndex, 'documents'>,
  signal?: AbortSignal,
): AsyncGenerator<StoredDocument> {
  return pages(
    DOCUMENTS,
    signal,
    ({ id }) => id,
    page => index.documents(page),
  )
}

/** All records of a kind, or those whose keys begin with a prefix, in the order of their keys. */
export function allRecords(
  index: Pick<SearchIndex, 'records'>,
  kind: RecordKind,
  prefix?: string,
): AsyncGenerator<IndexRecord> {
  const wanted = prefix === undefined ? {} : { prefix }
  return pages(
    RECORDS,
    undefined,
    ({ key }) => key,
    page => index.records(kind, { ...wanted, ...page }),
  )
}

async function* pages<T>(
  limit: number,
  signal: AbortSignal | undefined,
  nameOf: (item: T) => string,
  read: (page: { after?: string; limit: number }) => Promise<T[]>,
): AsyncGenerator<T> {
  for (let after: string | undefined; ; ) {
    throwIfAborted(signal)
    const page = await read({ limit, ...(after === undefined ? {} : { after }) })
    yield* page
    if (page.length < limit) return
    after = nameOf(page.at(-1)!)
  }
}
