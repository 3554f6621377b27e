import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { open, truncate } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { publishFolder } from '../../basics/files.js'
import { holderOf, ProcessLock } from '../../basics/lock.js'
import { AnlamError, asAnlamError, throwIfAborted } from '../../errors.js'
import { checkSupported } from '../checkpoint/supported.js'
import { ATTEMPTS, type HubAccess, HubClient, PATIENCE } from './client.js'
import { digestFile } from './digest.js'
import type { HubModel } from './names.js'
import { isConfiguration, type RemoteFile, selectFiles } from './select.js'
import { modelFolder, type PullRecord, RECORD_FILE, readRecord, rememberRevision } from './store.js'

export interface PullOptions extends HubAccess {
  model: HubModel
  /** Folder of all pulled models. */
  models: string
  /** The Hugging Face cache. Its files are used if they are of the same commit. */
  cache?: string
  /** Also pull ONNX files. */
  onnx: boolean
  onProgress?: (progress: { file: string; done: number; total: number }) => void
}

/** What was downloaded. */
export interface PullReport {
  model: string
  commit: string
  directory: string
  files: number
  bytes: number
  /** Bytes downloaded. */
  downloaded: number
  /** Bytes taken from the Hugging Face cache. */
  cached: number
}

/**
 * Pulls the files needed to run a model, at the commit its revision currently points to. Collects them in a
 * `.partial` folder and checks each against the hub's digest. Renames the folder once complete, so that a half-pulled
 * model is never mistaken for one. Resumes an interrupted pull.
 *
 * @throws AnlamError `not-found`, `invalid-input` (no access), `overloaded`, `unavailable`, `corrupt-checkpoint` for
 * a file that repeatedly arrives damaged, `storage-full`, `cancelled`
 */
export async function pull(options: PullOptions): Promise<PullReport> {
  const { model, models } = options
  const client = new HubClient(model, options)
  const commit = await client.commit()
  const folder = modelFolder(models, model)
  const directory = join(folder, commit)
  const known = readRecord(directory)
  if (known) {
    rememberRevision(models, model, commit)
    return report(known, directory, { downloaded: 0, cached: 0 })
  }
  const listed = await client.list(commit)
  const files = selectFiles(listed, options)
  if (files.length === 0) throw new AnlamError('not-found', `${model.name} has no files that can be run`)
  const partial = `${directory}.partial`
  mkdirSync(partial, { recursive: true })
  const lock = lockFolder(partial)
  try {
    const total = files.reduce((sum, { size }) => sum + size, 0)
    const counts = { downloaded: 0, cached: 0 }
    const record: PullRecord = { model: model.name, commit, files: [] }
    let done = 0
    const small = files.filter(isConfiguration)
    for (const [i, file] of [...small, ...files.filter(each => !small.includes(each))].entries()) {
      if (i === small.length) await refuseUnsupported(partial, model, listed)
      const target = join(partial, file.path)
      mkdirSync(dirname(target), { recursive: true })
      const source = options.cache && cachedFile(options.cache, model, commit, file.path)
      // Verify before linking: a bad hard link would later be overwritten in place, damaging the cache.
      let sha256 = source ? await matching(source, file) : undefined
      if (source && sha256) takeCached(source, target)
      if (sha256) counts.cached += file.size
      else {
        const progress = (bytes: number): void =>
          options.onProgress?.({ file: file.path, done: done + bytes, total })
        const fetched = await fetchFile(client, commit, file, target, options, progress)
        sha256 = fetched.sha256
        counts.downloaded += fetched.bytes
      }
      record.files.push({ path: file.path, size: file.size, sha256 })
      done += file.size
      options.onProgress?.({ file: file.path, done, total })
    }
    if (small.length === files.length) await refuseUnsupported(partial, model, listed)
    writeFileSync(join(partial, RECORD_FILE), `${JSON.stringify(record, null, 2)}\n`, { flush: true })
    lock.remove()
    publishFolder(partial, directory)
    rememberRevision(models, model, commit)
    return report(record, directory, counts)
  } finally {
    lock.release()
  }
}

/**
 * Looks at what the configuration asks for before anything large is downloaded.
 * @throws AnlamError as `checkSupported`; nothing of the pull is kept then
 */
async function refuseUnsupported(
  partial: string,
  model: HubModel,
  listed: readonly RemoteFile[],
): Promise<void> {
  try {
    await checkSupported(
      partial,
      listed.map(({ path }) => path),
    )
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    const { code, message } = asAnlamError(error)
    throw new AnlamError(code, `${model.name} cannot be run: ${message.replaceAll(`${partial}/`, '')}`, {
      cause: error,
    })
  }
}

/** @throws AnlamError `unavailable`, naming the process that pulls into the folder */
function lockFolder(partial: string): ProcessLock {
  const path = join(partial, 'pulling')
  const lock = ProcessLock.tryAcquire(path)
  if (lock) return lock
  const holder = holderOf(path)
  const who = holder === undefined ? 'another machine' : `process ${holder}`
  throw new AnlamError('unavailable', `${who} is already pulling this model`)
}

function report(
  record: PullRecord,
  directory: string,
  counts: { downloaded: number; cached: number },
): PullReport {
  const bytes = record.files.reduce((sum, { size }) => sum + size, 0)
  return {
    model: record.model,
    commit: record.commit,
    directory,
    files: record.files.length,
    bytes,
    ...counts,
  }
}

function cachedFile(cache: string, { name }: HubModel, commit: string, path: string): string | undefined {
  const file = join(cache, `models--${name.replace('/', '--')}`, 'snapshots', commit, path)
  return existsSync(file) ? realpathSync(file) : undefined
}

/** Makes a hard link if the file system allows it, else a copy. onnxruntime needs real files. */
function takeCached(source: string, target: string): void {
  rmSync(target, { force: true })
  try {
    linkSync(source, target)
  } catch {
    copyFileSync(source, target)
  }
}

/** The SHA-256 of a file if it matches the hub's digest, else undefined. */
async function matching(path: string, { size, digest }: RemoteFile): Promise<string | undefined> {
  if (statSync(path, { throwIfNoEntry: false })?.size !== size) return undefined
  const { sha256, gitSha1 } = await digestFile(path, size)
  return (digest.algorithm === 'sha256' ? sha256 : gitSha1) === digest.hex ? sha256 : undefined
}

interface Fetched {
  sha256: string
  /** Bytes downloaded. */
  bytes: number
}

/**
 * Downloads a file. Resumes after lost connections, and starts over once if leftovers of an earlier pull do not
 * match.
 */
async function fetchFile(
  client: HubClient,
  commit: string,
  file: RemoteFile,
  target: string,
  { signal, patience = PATIENCE }: PullOptions,
  onBytes: (have: number) => void,
): Promise<Fetched> {
  await (await open(target, 'a')).close()
  let bytes = 0
  let cuts = 0
  for (let fresh = sizeOf(target) === 0; ; fresh = true) {
    while (sizeOf(target) < file.size) {
      throwIfAborted(signal)
      const before = sizeOf(target)
      const cut = await readInto(client, commit, file, target, onBytes)
      bytes += sizeOf(target) - before
      if (sizeOf(target) >= file.size) break
      if (++cuts === ATTEMPTS) {
        const why = `${file.path}: the connection was lost ${cuts} times (${cut?.message ?? 'it ended early'})`
        throw new AnlamError('unavailable', `${why}; pull again to resume`, { cause: cut })
      }
      await sleep(patience * 2 ** (cuts - 1), undefined, signal ? { signal } : {})
    }
    const sha256 = await matching(target, file)
    if (sha256) return { sha256, bytes }
    await truncate(target, 0)
    // Leftovers of an earlier pull may be stale. A file downloaded from its start has no such excuse.
    if (fresh) {
      const { algorithm, hex } = file.digest
      throw new AnlamError(
        'corrupt-checkpoint',
        `${file.path} arrives damaged: its ${algorithm} is not ${hex}`,
      )
    }
  }
}

/**
 * Appends the missing rest of a file.
 * @returns the error that cut the connection, if any; other errors are thrown
 */
async function readInto(
  client: HubClient,
  commit: string,
  file: RemoteFile,
  target: string,
  onBytes: (have: number) => void,
): Promise<Error | undefined> {
  let have = sizeOf(target)
  const handle = await open(target, 'a')
  try {
    for await (const chunk of client.read(commit, file.path, have)) {
      try {
        await handle.appendFile(chunk)
      } catch (error) {
        throw asAnlamError(error)
      }
      have += chunk.length
      onBytes(Math.min(have, file.size))
    }
    await handle.sync()
    return undefined
  } catch (error) {
    const known = client.explain(error)
    if (error instanceof AnlamError || known.code === 'cancelled') throw known
    return known
  } finally {
    await handle.close()
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
