import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { publishFile, removeIfPossible, syncFile } from '../../../basics/files.js'
import { AnlamError, asAnlamError } from '../../../errors.js'
import { removeAbandoned } from '../bulk/bulk-builder.js'
import { removeKept } from '../bulk/kept-lists.js'
import type { GraphParameters } from '../graph/graph-file.js'
import { VectorGraph } from '../graph/hnsw.js'
import { type Manifest, readManifest, type Snapshot, writeManifest } from '../manifest.js'

const GRAPH_FILE = /^graph\.(\d+)\.hnsw(\.tmp)?$/

/** Attempts to open: a reader whose graph file was just deleted by the writer reads the new manifest. */
const OPEN_ATTEMPTS = 3

export function parametersOf({ dimension, m, efConstruction }: Manifest): GraphParameters {
  return { dimension, m, efConstruction }
}

export interface OpenedGraph {
  manifest: Manifest
  /** The last snapshot, or an empty graph to fill from the database. */
  graph: VectorGraph
  /** Why the snapshot could not be loaded; null if it could or there is none. */
  damage: string | null
}

/**
 * Reads the manifest and loads its graph. A damaged or missing graph is not an error: it can be rebuilt from the
 * database.
 */
export async function openGraph(directory: string, name: string): Promise<OpenedGraph> {
  for (let attempt = 1; ; attempt++) {
    const manifest = readManifest(directory, name)
    const empty = VectorGraph.create(parametersOf(manifest))
    if (!manifest.snapshot) return { manifest, graph: empty, damage: null }
    try {
      return {
        manifest,
        graph: await loadSnapshot(directory, manifest.snapshot, parametersOf(manifest)),
        damage: null,
      }
    } catch (error) {
      const { code, message } = asAnlamError(error)
      if (code === 'not-found' && attempt < OPEN_ATTEMPTS) continue
      return { manifest, graph: empty, damage: message }
    }
  }
}

/**
 * Loads the graph of a snapshot after verifying its size and SHA-256.
 * @throws AnlamError `corrupt-index` if they differ from the manifest, `not-found` if the file is gone
 */
async function loadSnapshot(
  directory: string,
  snapshot: Snapshot,
  parameters: GraphParameters,
): Promise<VectorGraph> {
  const file = join(directory, snapshot.file)
  const info = statSync(file, { throwIfNoEntry: false })
  if (!info) throw new AnlamError('not-found', `${file} is missing`)
  if (info.size !== snapshot.bytes) {
    throw new AnlamError('corrupt-index', `${file} has ${info.size} bytes, ${snapshot.bytes} were written`)
  }
  if ((await sha256(file)) !== snapshot.sha256) {
    throw new AnlamError('corrupt-index', `${file} is damaged: its SHA-256 is not the manifest's`)
  }
  return VectorGraph.load(file, parameters)
}

/**
 * Publishes the graph: writes it to a temporary file, checks, syncs and renames it, syncs the directory, and then
 * writes the manifest that names it. After a crash in between, the previous snapshot stays in force.
 *
 * @returns the new manifest
 * @throws AnlamError `storage-full`; the previous snapshot is untouched
 */
export async function publishSnapshot(
  directory: string,
  manifest: Manifest,
  graph: VectorGraph,
  state: Pick<Snapshot, 'lastLabel' | 'lastRemoval' | 'compactedTo'>,
): Promise<Manifest> {
  const generation = (manifest.snapshot?.generation ?? 0) + 1
  const name = `graph.${generation}.hnsw`
  const file = join(directory, name)
  const temporary = `${file}.tmp`
  try {
    graph.save(temporary)
    syncFile(temporary)
    const digest = await sha256(temporary)
    publishFile(temporary, file)
    const snapshot: Snapshot = {
      generation,
      file: name,
      bytes: statSync(file).size,
      sha256: digest,
      passages: graph.size,
      ...state,
    }
    const next: Manifest = { ...manifest, snapshot, updatedAt: new Date().toISOString() }
    writeManifest(directory, next)
    return next
  } catch (error) {
    removeIfPossible(temporary)
    throw error
  } finally {
    await removeOldGraphs(directory, generation)
  }
}

/** Deletes all but this generation and the one before it, which a reader may be opening, and what builds have left. */
async function removeOldGraphs(directory: string, generation: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const match = GRAPH_FILE.exec(name)
    if (match && (match[2] || Number(match[1]) < generation - 1)) removeIfPossible(join(directory, name))
  }
  removeAbandoned(directory)
  removeKept(directory)
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}
