import { segment } from '../corpus/segment.js'
import type { ReadDocument } from '../corpus/types.js'
import type { Unit } from '../types.js'
import type { IngestSource } from './ingest.js'
import type { PreparedDocument } from './prepare.js'

/**
 * Documents from `readCorpus` as sources of `ingest`. Each is segmented only when it is about to be embedded.
 * @param unit of the index; undefined to use each format's own
 */
export async function* toSources(
  read: AsyncIterable<Omit<ReadDocument, 'damages'>> | Iterable<Omit<ReadDocument, 'damages'>>,
  unit: Unit | undefined,
): AsyncGenerator<IngestSource> {
  for await (const { document, repaired, defaultUnit } of read) {
    const chosen = unit ?? defaultUnit
    yield { document, repaired, unit: chosen, passages: () => segment(document, chosen) }
  }
}

/** Documents that are already segmented, as sources of `ingest`. */
export async function* preparedSources(
  documents: AsyncIterable<PreparedDocument> | Iterable<PreparedDocument>,
): AsyncGenerator<IngestSource> {
  for await (const { document, repaired, unit, passages } of documents)
    yield { document, repaired, unit, passages: () => passages }
}
