import { openEncoderFor } from '../compose.js'
import type { Config } from '../config.js'
import { segment } from '../corpus/segment.js'
import { AnlamError } from '../errors.js'
import type { OpenedIndex } from '../index/engine.js'
import { assertSameModel } from '../index/identity.js'
import { refusePickles } from '../tables/npy.js'
import { type Reporter, SILENT } from '../types.js'
import { compareGiven, type GivenSource, GivenVectors, givenDocuments } from './given-vectors.js'
import { type IngestReport, type IngestSource, ingest } from './ingest.js'
import { type BuiltGraph, noteGraph } from './note-graph.js'
import { findTarget, openTarget } from './target.js'

export interface ImportRequest extends GivenSource {
  index: string
  reporter?: Reporter
  /** Called with the number of rows before the first one is written, and as they are durable. */
  onCounted?: (rows: number) => void
  onCommitted?: (report: IngestReport) => void
}

export interface ImportReport extends Pick<IngestReport, 'documents' | 'passages' | 'unchanged' | 'empty'> {
  index: string
  model: string
  dimension: number
  /** Vectors that were compared with the model's own, and the least cosine of any. */
  compared: number
  leastCosine: number
  seconds: number
}

/**
 * Puts rows with vectors that were made elsewhere into an index, each row as one passage. All rows are read first, and some
 * vectors are compared with what the model makes of their texts, so that vectors of another model leave the index unchanged.
 * @throws AnlamError `invalid-input`, `not-found`, `incompatible-index`, `storage-full`, `cancelled`
 */
export async function importVectors(config: Config, request: ImportRequest): Promise<ImportReport> {
  const started = performance.now()
  const { reporter = SILENT, signal, onCommitted } = request
  refusePickles(request.path)
  if (request.vectors !== undefined) refusePickles(request.vectors)
  const target = await findTarget(config, request.index)
  const { name, existing } = target
  if (existing?.unit && existing.unit !== 'document')
    throw new AnlamError(
      'incompatible-index',
      `index ${name} is cut by ${existing.unit}, and these vectors are of whole rows; import into another name`,
    )
  if (!existing && config.model === undefined)
    throw new AnlamError('invalid-input', '--model says which model made the vectors')
  const encoder = await openEncoderFor(config, existing, reporter)
  let index: OpenedIndex | undefined
  let before: BuiltGraph = {}
  try {
    if (existing) assertSameModel(name, existing, encoder.spec)
    const { rows, ...compared } = await compareGiven(request, encoder)
    request.onCounted?.(rows)
    const given = new GivenVectors(encoder)
    const report = await ingest({
      sources: sourcesOf(request, given),
      encoder: given,
      openIndex: async () => {
        index = await openTarget(config, target, encoder.spec)
        if (index.warning) reporter.warn(index.warning)
        before = await index.stats()
        return index
      },
      ...(signal ? { signal } : {}),
      ...(onCommitted ? { onCommitted } : {}),
      onEmpty: id => reporter.note(`document ${id}: its vector is zero, and nothing could find it`),
    })
    if (index) noteGraph(await index.stats(), before, reporter)
    const { documents, passages, unchanged, empty } = report
    const { model, dimension } = encoder.spec
    const seconds = (performance.now() - started) / 1000
    return { index: name, documents, passages, unchanged, empty, model, dimension, ...compared, seconds }
  } finally {
    await Promise.all([encoder.close(), index?.close()])
  }
}

async function* sourcesOf(request: ImportRequest, given: GivenVectors): AsyncGenerator<IngestSource> {
  for await (const { document, vector } of givenDocuments(request, given.spec.dimension)) {
    const passages = segment(document, 'document')
    for (const { text } of passages) given.hold(text, vector)
    yield { document, repaired: false, unit: 'document', passages: () => passages }
  }
}
