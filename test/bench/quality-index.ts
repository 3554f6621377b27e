import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import type { SearchIndex } from '../../src/index/types.js'
import type { Encoder } from '../../src/model/types.js'
import { Searcher } from '../../src/search/searcher.js'

const BATCH = 1024

/** Indexes texts, each as a document of one passage, and calls `work` with a searcher of them. */
export async function withSearcher(
  encoder: Encoder,
  corpus: readonly { id: string; text: string }[],
  work: (searcher: Searcher) => Promise<void>,
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'anlam-quality-'))
  const { fingerprint, dimension, model } = encoder.spec
  const index = await EmbeddedIndex.create(root, 'q', { model, fingerprint, dimension })
  try {
    await writeTexts(index, encoder, corpus)
    await index.commit()
    await work(new Searcher(encoder, index))
  } finally {
    await index.close()
    rmSync(root, { recursive: true, force: true })
  }
}

/** Writes texts, each as a document of one passage. */
export async function writeTexts(
  index: SearchIndex,
  encoder: Encoder,
  corpus: readonly { id: string; text: string }[],
): Promise<void> {
  for (let start = 0; start < corpus.length; start += BATCH) {
    const page = corpus.slice(start, start + BATCH)
    const vectors = await encoder.encode(
      page.map(({ text }) => text),
      { kind: 'document' },
    )
    await index.write(
      page.map(({ id, text }) => ({
        document: { id, source: '', metadata: {} },
        hash: '',
        passages: [{ id, documentId: id, text, start: 0, end: text.length }],
      })),
      vectors,
    )
  }
}
