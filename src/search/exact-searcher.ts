import { memoryIndex } from '../compose.js'
import type { EvaluateOptions } from '../evaluation/pairs.js'
import { assertWritten } from '../index/outcomes.js'
import type { Encoder } from '../model/types.js'
import { Searcher } from './searcher.js'

/** Documents per call of the encoder. */
const BATCH = 1024

/** A searcher that compares a query with every document, so that only the model and the words decide. */
export async function exactSearcher(
  documents: readonly { id: string; text: string }[],
  encoder: Encoder,
  { signal, onProgress }: Pick<EvaluateOptions, 'signal' | 'onProgress'>,
): Promise<Searcher> {
  const { model, fingerprint, dimension } = encoder.spec
  const index = memoryIndex('evaluated', { model, fingerprint, dimension })
  for (let start = 0; start < documents.length; start += BATCH) {
    const page = documents.slice(start, start + BATCH)
    const texts = page.map(({ text }) => text)
    const vectors = await encoder.encode(texts, { kind: 'document', ...(signal ? { signal } : {}) })
    const passages = page.map(({ id, text }) => ({ id, documentId: id, text, start: 0, end: text.length }))
    const outcomes = await index.write(
      passages.map(passage => ({
        document: { id: passage.id, source: '', metadata: {} },
        hash: '',
        passages: [passage],
      })),
      vectors,
    )
    assertWritten(outcomes)
    onProgress?.(start + page.length, documents.length)
  }
  return new Searcher(encoder, index)
}
