import { rowOf } from '../../../src/basics/vectors.js'
import { openEncoder } from '../../../src/compose.js'
import { loadConfig } from '../../../src/config.js'
import type { IndexedDocument, SearchIndex } from '../../../src/index/types.js'
import type { VectorBatch } from '../../../src/types.js'
import { shared } from '../../support/shared.js'
import { textsOf } from '../shards-bench.js'

/** Components of the built-in encoder's vectors that are kept. */
export const DIMENSION = 256
/** Passages of a write. */
const BATCH = 1000
const QUERIES = 320
const PROSE = ['more/prose_indomain', 'more/prose_tech', 'corpus/off_topic_tr', 'more/prose_general']

/** Texts with vectors, and as many queries as are needed that are not among them. */
export interface Load {
  documents: IndexedDocument[]
  vectors: VectorBatch
  queries: Float32Array[]
  /** How many of the texts are real; the others repeat these with a number. */
  real: number
  /** Seconds of encoding. */
  encoding: number
}

export async function loadOf(corpus: string, passages: number): Promise<Load> {
  const texts = textsOf([corpus, ...PROSE.map(name => shared(`data/${name}.jsonl`))])
  const encoder = await openEncoder(loadConfig())
  // The first are the queries.
  const wanted = Array.from({ length: QUERIES + passages }, (_, i) =>
    i < texts.length ? texts[i]! : `${texts[i % texts.length]} (${Math.floor(i / texts.length)})`,
  )
  const values = new Float32Array(wanted.length * DIMENSION)
  const started = performance.now()
  for (let from = 0; from < wanted.length; from += BATCH) {
    const encoded = await encoder.encode(wanted.slice(from, from + BATCH), { kind: 'document' })
    for (let row = 0; row < encoded.rows; row++) {
      const short = rowOf(encoded, row).subarray(0, DIMENSION)
      const length = Math.hypot(...short) || 1
      for (const [d, x] of short.entries()) values[(from + row) * DIMENSION + d] = x / length
    }
  }
  const encoding = (performance.now() - started) / 1000
  await encoder.close()
  const all = { values, rows: wanted.length, dimension: DIMENSION }
  return {
    documents: wanted.slice(QUERIES).map((text, i) => {
      const id = `p${i}`
      const document = { id, source: 'bench', metadata: {} }
      return { document, hash: id, passages: [{ id, documentId: id, text, start: 0, end: text.length }] }
    }),
    vectors: { values: values.subarray(QUERIES * DIMENSION), rows: passages, dimension: DIMENSION },
    queries: Array.from({ length: QUERIES }, (_, i) => rowOf(all, i)),
    real: Math.min(passages, texts.length - QUERIES),
    encoding,
  }
}

/** Writes the documents of a load from one number to another. */
export async function writeLoad(index: SearchIndex, load: Load, from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += BATCH) {
    const rows = Math.min(BATCH, to - start)
    const values = load.vectors.values.slice(start * DIMENSION, (start + rows) * DIMENSION)
    await index.write(load.documents.slice(start, start + rows), { values, rows, dimension: DIMENSION })
  }
  await index.commit()
}
