import { threadId, workerData } from 'node:worker_threads'
import { AnlamError } from '../../errors.js'
import type { VectorBatch } from '../../types.js'
import { serveWorker, Transferable } from '../../workers/rpc.js'
import type { FacetOptions } from '../facets.js'
import type { IndexRecord, RecordKind, RecordPage } from '../records.js'
import type {
  HybridQuery,
  IndexedDocument,
  IndexIdentity,
  LexicalOptions,
  LexicalQuery,
  Page,
  SearchOptions,
} from '../types.js'
import type { BuildSettings } from './bulk/bulk-builder.js'
import { EmbeddedIndex, type EmbeddedOptions } from './embedded-index.js'
import type { ScanBuilder } from './scan/types.js'
import type { Derived } from './store/derived.js'
import type { PointInTime } from './store/point-in-time.js'
import { toWireOutcome } from './wire-outcomes.js'

/** Whether to open an existing index or to create one. */
export type IndexWorkerData = { root: string; name: string } & (
  | { open: EmbeddedOptions }
  | { create: IndexIdentity; building: BuildSettings }
)

const data = workerData as IndexWorkerData
/** Imported on demand: onnxruntime is large. */
const buildScan: ScanBuilder = async vectors => {
  const { FlatScan } = await import('./scan/flat-scan.js')
  return FlatScan.build(vectors)
}
const index =
  'open' in data
    ? EmbeddedIndex.open(data.root, data.name, { ...data.open, buildScan })
    : EmbeddedIndex.create(data.root, data.name, data.create, data.building)
// A failure to open is reported by the first call, not as an unhandled rejection.
index.catch(() => undefined)

/** Open scans by number. */
const scans = new Map<number, PointInTime>()
/** Starts above the scan numbers of any thread that this one replaces. */
let lastScan = threadId * 2 ** 32

function openScan(number: number): PointInTime {
  const scan = scans.get(number)
  if (scan) return scan
  throw new AnlamError('unavailable', 'the thread of this scan has ended; begin again')
}

function transferred(page: Page): Transferable<Page> {
  return new Transferable(page, [page.vectors.values.buffer as ArrayBuffer])
}

serveWorker(
  {
    opened: async () => {
      const { id, identity, warning } = await index
      return { id, identity, warning }
    },
    write: async ([documents, vectors, derived]: [IndexedDocument[], VectorBatch, Derived?]) =>
      (await (await index).write(documents, vectors, derived)).map(toWireOutcome),
    remove: async ([ids]: [string[]]) => (await index).remove(ids),
    facets: async ([fields, options]: [string[], FacetOptions], signal) =>
      (await index).facets(fields, { signal, ...options }),
    putRecords: async ([kind, records]: [RecordKind, IndexRecord[]]) =>
      (await index).putRecords(kind, records),
    removeRecords: async ([kind, keys]: [RecordKind, string[]]) => (await index).removeRecords(kind, keys),
    records: async ([kind, page]: [RecordKind, RecordPage]) => (await index).records(kind, page),
    commit: async () => (await index).commit(),
    // `signal` before the spread: added after it, it would give every object a hidden class of its own.
    search: async ([vector, options]: [Float32Array, SearchOptions], signal) =>
      (await index).search(vector, { signal, ...options }),
    lexical: async ([query, options]: [LexicalQuery, LexicalOptions], signal) =>
      (await index).lexical(query, { signal, ...options }),
    anticipate: async ([wording, k]: [LexicalQuery, number]) => (await index).anticipate(wording, k),
    hybrid: async ([query, options]: [HybridQuery, SearchOptions], signal) =>
      (await index).hybrid(query, { signal, ...options }),
    fullScore: async ([query]: [LexicalQuery]) => (await index).fullScore(query),
    get: async ([ids]: [string[]]) => (await index).get(ids),
    hashes: async ([ids]: [string[]]) => (await index).hashes(ids),
    documents: async ([options]: [{ after?: string; limit: number }]) => (await index).documents(options),
    document: async ([id]: [string]) => (await index).document(id),
    vectors: async ([ids]: [string[]]) => (await index).vectors(ids),
    sample: async ([n]: [number]) => transferred(await (await index).sample(n)),
    latest: async ([n]: [number]) => (await index).latest(n),
    openScan: async () => {
      const number = ++lastScan
      scans.set(number, (await index).openScan())
      return number
    },
    nextPage: async ([scan, size]: [number, number]) => transferred(openScan(scan).next(size)),
    closeScan: async ([scan]: [number]) => {
      openScan(scan).close()
      scans.delete(scan)
    },
    revision: async () => (await index).revision(),
    stats: async () => (await index).stats(),
    close: async () => (await index).close(),
  },
  index,
)
