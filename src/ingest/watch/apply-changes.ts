import { stat } from 'node:fs/promises'
import { ParsedFiles } from '../../corpus/parsed-files.js'
import { readCorpus } from '../../corpus/read.js'
import type { ReadOptions } from '../../corpus/types.js'
import { asAnlamError } from '../../errors.js'
import type { OpenedIndex } from '../../index/engine.js'
import type { Encoder } from '../../model/types.js'
import type { Unit } from '../../types.js'
import { type GoneDocument, GoneDocuments, removeDocuments } from '../gone.js'
import { type IndexedFile, ingestFiles } from '../ingest-files.js'
import { type Survey, survey } from '../survey.js'
import type { HeldDocuments } from './held-documents.js'

/** What was done about a file that changed. */
export interface AppliedChange {
  path: string
  change: 'new' | 'changed' | 'removed' | 'failed'
  /** The file as it was read, or the files if it is an archive; empty for one that was removed or failed. */
  files: IndexedFile[]
  documents: number
  passages: number
  /** Documents that were in the index as they are. */
  unchanged: number
  truncated: number
  /** Documents that were in the file before. */
  gone: GoneDocument[]
  /** How many of them were removed. */
  pruned: number
  /** Why it failed, or why nothing was removed. */
  reason?: string
}

export interface Applying {
  read: ReadOptions
  unit: Unit | undefined
  encoder: Encoder
  held: HeldDocuments
  prune: boolean
  signal?: AbortSignal
  onChange: (change: AppliedChange) => void
}

const NOTHING = { files: [], documents: 0, passages: 0, unchanged: 0, truncated: 0, gone: [], pruned: 0 }

/**
 * Brings an index up to the present state of files, one after the other, and publishes it. Those that are not there any
 * more come first, so that others are known as what they were renamed to, and are told of last.
 * @throws AnlamError what the index and the encoder throw; what is wrong with files is told to `onChange`
 */
export async function applyChanges(
  index: OpenedIndex,
  paths: readonly string[],
  options: Applying,
): Promise<void> {
  const { held, onChange, signal } = options
  const gone = new GoneDocuments()
  const present: string[] = []
  const removed = new Map<string, GoneDocument[]>()
  for (const path of paths) {
    if (await isThere(path)) present.push(path)
    else removed.set(path, await takeGone(index, path, gone, held))
  }
  for (const path of present) {
    if (signal?.aborted) break
    const change = await applyFile(index, path, gone, options)
    if (change) onChange(change)
  }
  const isAll = gone.all.length > 0 && !(await isAnyThere(held.sources()))
  for (const [path, of] of removed) {
    if (of.length === 0) continue
    const pruned = options.prune && !isAll ? await removeDocuments(index, of) : 0
    const reason = 'no file is left, as where a disk is not there; nothing is removed'
    const kept = options.prune && isAll ? { reason } : {}
    onChange({ ...NOTHING, path, change: 'removed', gone: of, pruned, ...kept })
  }
  await index.commit()
}

/** Takes what was in a file as gone with it. */
async function takeGone(
  index: OpenedIndex,
  path: string,
  gone: GoneDocuments,
  held: HeldDocuments,
): Promise<GoneDocument[]> {
  const before = gone.all.length
  for (const id of held.of(path)) {
    await gone.add(index, id)
    held.remove(id)
  }
  return gone.all.slice(before)
}

/** @returns undefined if nothing in the file has changed, or if it is not there */
async function applyFile(
  index: OpenedIndex,
  path: string,
  gone: GoneDocuments,
  options: Applying,
): Promise<AppliedChange | undefined> {
  const { held, prune } = options
  const before = new Set(held.of(path))
  const change = before.size === 0 ? 'new' : 'changed'
  try {
    const isTaken = (id: string): boolean => !before.has(id) && held.source(id) !== undefined
    const read = { ...options.read, areFound: true, parsed: new ParsedFiles() }
    const found = await survey([path], read, isTaken)
    const report = await ingestFile(index, path, found, gone, { ...options, read })
    const dropped = [...before]
      .map(id => ({ id, source: held.source(id)! }))
      .filter(({ id, source }) => !found.ids.has(id) && !found.unsure.has(source))
    for (const { id } of dropped) held.remove(id)
    const pruned = prune ? await removeDocuments(index, dropped) : 0
    const isSame = report.documents > 0 && report.documents === report.unchanged && dropped.length === 0
    if (isSame && change === 'changed') return undefined
    return { ...NOTHING, path, change, ...report, gone: dropped, pruned }
  } catch (error) {
    const { code, message } = asAnlamError(error)
    // It was removed meanwhile, and there will be word of that.
    if (code === 'not-found' && !(await isThere(path))) return undefined
    if (code === 'cancelled')
      return { ...NOTHING, path, change: 'failed', reason: 'stopped; the next run does the rest' }
    if (code !== 'invalid-input') throw error
    return { ...NOTHING, path, change: 'failed', reason: message }
  }
}

type FileResult = Pick<AppliedChange, 'files' | 'documents' | 'passages' | 'unchanged' | 'truncated'>

async function ingestFile(
  index: OpenedIndex,
  path: string,
  { documents }: Survey,
  gone: GoneDocuments,
  { read, unit, encoder, held, signal }: Applying,
): Promise<FileResult> {
  if (documents === 0) {
    const files: IndexedFile[] = []
    const onFile: ReadOptions['onFile'] = file => files.push({ ...file, passages: 0 })
    for await (const _ of readCorpus([path], { ...read, onFile }));
    return { ...NOTHING, files }
  }
  return ingestFiles({
    paths: [path],
    read,
    unit,
    encoder,
    publish: false,
    openIndex: async () => index,
    onWritten: written => {
      gone.compare(written)
      held.add(written.document.id, written.document.source)
    },
    onUnchanged: ({ id, source }) => held.add(id, source),
    ...(signal ? { signal } : {}),
  })
}

/** Whether a path exists; one that cannot be looked at does, for all that is known. */
function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT' && code !== 'ENOTDIR',
  )
}

/** Whether one of these sources is there. What is in an archive is, with it. */
async function isAnyThere(sources: Iterable<string>): Promise<boolean> {
  for (const source of sources) {
    const code = await stat(source).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    )
    if (code !== 'ENOENT') return true
  }
  return false
}
