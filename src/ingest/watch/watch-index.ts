import { openEncoderFor, openIndex } from '../../compose.js'
import type { Config } from '../../config.js'
import { STDIN } from '../../corpus/files.js'
import { AnlamError, asAnlamError } from '../../errors.js'
import type { OpenedIndex } from '../../index/engine.js'
import { assertSameModel } from '../../index/identity.js'
import { SILENT } from '../../types.js'
import { type IndexReport, type IndexRequest, indexFiles } from '../index-files.js'
import { findTarget } from '../target.js'
import { withRecogniser } from '../with-recogniser.js'
import { type AppliedChange, type Applying, applyChanges } from './apply-changes.js'
import { FileChanges } from './file-changes.js'
import { HeldDocuments } from './held-documents.js'

/** Milliseconds after which an index that another process writes is asked for again. */
const BUSY = 1000

export interface WatchRequest extends IndexRequest {
  /** Called when everything has been indexed once. */
  onIndexed: (report: IndexReport) => Promise<void> | void
  /** Called when changes are waited for. */
  onWatching?: () => void
  /** Called for each file whose change has been taken over. */
  onChange: (change: AppliedChange) => void
}

/**
 * Indexes files, and goes on with those that change until the signal fires. The writer's lock is held only while there is
 * something to write. A file that cannot be read is told of, and tried again when it changes.
 * @throws AnlamError as `indexFiles`; `not-found` when a watched folder or the index is gone; `cancelled` only if the signal
 *   fires before everything has been indexed once
 */
export function watchIndex(config: Config, request: WatchRequest): Promise<void> {
  return withRecogniser(request, read => watchAll(config, { ...request, read }))
}

async function watchAll(config: Config, request: WatchRequest): Promise<void> {
  const { paths, read, prune = false, signal, reporter = SILENT, onChange } = request
  if (paths.includes(STDIN)) throw new AnlamError('invalid-input', 'standard input cannot be watched')
  const { name, existing, unit } = await findTarget(config, request.index, request.unit)
  const encoder = await openEncoderFor(config, existing, reporter)
  const changes = await FileChanges.start(paths, reporter).catch(async error => {
    await encoder.close()
    throw error
  })
  try {
    const report = await indexFiles(config, { ...request, encoder })
    await request.onIndexed(report)
    const gone = new Set(report.gone.map(({ id }) => id))
    const held = await withIndex(await openIndex(config, name, 'reader'), index =>
      HeldDocuments.load(index, paths, gone),
    )
    const applying: Applying = { read, unit, encoder, held, prune, onChange, ...(signal ? { signal } : {}) }
    request.onWatching?.()
    for (let files = await changes.next(signal); files; files = await changes.next(signal)) {
      const writer = await openWhenFree(config, name, request)
      if (!writer) return
      await withIndex(writer, index => {
        // Another model's index may have taken its place meanwhile.
        assertSameModel(name, index.identity, encoder.spec)
        return applyChanges(index, files!, applying)
      })
    }
  } finally {
    await Promise.all([changes.close(), encoder.close()])
  }
}

async function withIndex<T>(index: OpenedIndex, action: (index: OpenedIndex) => Promise<T>): Promise<T> {
  try {
    return await action(index)
  } finally {
    await index.close()
  }
}

/** @returns undefined if the signal fires before no other process writes the index */
async function openWhenFree(
  config: Config,
  name: string,
  { signal, reporter = SILENT }: IndexRequest,
): Promise<OpenedIndex | undefined> {
  for (let isTold = false; !signal?.aborted; isTold = true) {
    try {
      return await openIndex(config, name, 'writer', reporter)
    } catch (error) {
      const { code, message } = asAnlamError(error)
      if (code !== 'unavailable') throw error
      if (!isTold) reporter.note(`${message}; what has changed is indexed afterwards`)
      await new Promise(resolve => setTimeout(resolve, BUSY))
    }
  }
  return undefined
}
