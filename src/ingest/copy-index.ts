import { indexEngine } from '../compose.js'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import type { SearchIndex } from '../index/types.js'
import { copyDecisions } from './copy-decisions.js'
import { passagesOf, storedDocuments } from './stored-documents.js'

/** Passages read, and at least as many written, at a time. */
const BATCH = 1000
/** Passages that are compared afterwards, and of these, those whose neighbours are. */
const COMPARED = 1000
const SEARCHED = 20
/** Neighbours compared; equal cosines may come in another order of rounding. */
const NEIGHBOURS = 10
const EQUAL = 1e-5
/** Metadata of an index that is not whole yet. */
const COPYING = 'copying'

/** An index in one of the engines. */
export interface IndexPlace {
  engine: Config['engine']
  name: string
}

export interface CopyRequest {
  from: IndexPlace
  to: IndexPlace
  /** Keys of metadata that go with the index. */
  metadata: readonly string[]
  signal?: AbortSignal
  /** Called with the numbers of passages that are copied and that there are. */
  onCopied?: (passages: number, of: number) => void
}

export interface CopyReport {
  documents: number
  passages: number
  /** Passages whose text and vector were read back, and searches whose hits were compared. */
  compared: { passages: number; searches: number }
}

/**
 * Copies an index with its vectors, into another engine or under another name, and compares the copy with it. A copy that
 * was cut off is begun anew by the next one; what fails otherwise leaves none.
 * @throws AnlamError `not-found`; `already-exists`; `unavailable` if the index is written meanwhile; `corrupt-index` if the
 *   copy differs; `storage-full`; `cancelled`
 */
export async function copyIndex(config: Config, request: CopyRequest): Promise<CopyReport> {
  const { from, to } = request
  const source = indexEngine({ ...config, engine: from.engine })
  const target = indexEngine({ ...config, engine: to.engine })
  const original = await source.open(from.name, { mode: 'reader' })
  try {
    if ((await target.metadata(to.name, COPYING)) !== undefined) await target.delete(to.name)
    const copy = await target.create(to.name, original.identity)
    try {
      await target.setMetadata(to.name, COPYING, { from: from.name })
      const before = await original.revision()
      await copyDocuments(original, copy, request)
      for (const key of request.metadata)
        await target.setMetadata(to.name, key, await source.metadata(from.name, key))
      if ((await original.revision()) !== before)
        throw new AnlamError(
          'unavailable',
          `index ${from.name} was written while it was copied; copy it again`,
        )
      await copyDecisions(original, copy)
      const report = await compare(original, copy)
      await target.setMetadata(to.name, COPYING, undefined)
      await copy.close()
      return report
    } catch (error) {
      await copy.close()
      // Its own failure must not hide why the copy failed; what it leaves is known as half a copy.
      await target.delete(to.name).catch(() => undefined)
      throw error
    }
  } finally {
    await original.close()
  }
}

async function copyDocuments(
  original: SearchIndex,
  copy: SearchIndex,
  { signal, onCopied }: CopyRequest,
): Promise<void> {
  const { passages: all } = await original.stats()
  let copied = 0
  for await (const { documents, vectors } of storedDocuments(original, BATCH, signal)) {
    const outcomes = await copy.write(documents, vectors)
    for (const outcome of outcomes) if (outcome.status === 'refused') throw outcome.error
    copied += vectors.rows
    onCopied?.(copied, all)
  }
  await copy.commit()
}

/** Compares counts, a sample of passages with their vectors, and the neighbours of some. */
async function compare(original: SearchIndex, copy: SearchIndex): Promise<CopyReport> {
  const [{ documents, passages }, there] = await Promise.all([original.stats(), copy.stats()])
  if (there.documents !== documents || there.passages !== passages)
    throw differs(
      `${there.documents} documents and ${there.passages} passages of ${documents} and ${passages}`,
    )
  const sample = [...passagesOf(await original.sample(COMPARED))]
  const ids = sample.map(({ passage }) => passage.id)
  const [found, vectors] = await Promise.all([copy.get(ids), copy.vectors(ids)])
  for (const [i, { passage, vector }] of sample.entries()) {
    const isSame = found[i]?.text === passage.text && vectors[i]?.every((x, d) => x === vector[d])
    if (!isSame) throw differs(`passage ${passage.id}`)
  }
  const searched = sample.filter((_, i) => i % Math.ceil(sample.length / SEARCHED) === 0)
  for (const { passage, vector } of searched) {
    const query = vector.slice()
    const [here, other] = await Promise.all(
      [original, copy].map(index => index.search(query, { k: NEIGHBOURS, exact: true })),
    )
    const isSame = here!.every(({ score }, i) => Math.abs(score - (other![i]?.score ?? Number.NaN)) < EQUAL)
    if (!isSame) throw differs(`what is near passage ${passage.id}`)
  }
  return { documents, passages, compared: { passages: sample.length, searches: searched.length } }
}

function differs(what: string): AnlamError {
  return new AnlamError('corrupt-index', `the copy differs from the index, and was deleted: ${what}`)
}
