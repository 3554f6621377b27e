import { rmSync } from 'node:fs'
import { setImmediate as otherWork } from 'node:timers/promises'
import { evenlySpaced } from '../../../basics/evenly-spaced.js'
import { Random } from '../../../basics/random.js'
import { asAnlamError, throwIfAborted } from '../../../errors.js'
import { LEFT_LARGEST } from '../../../onnx/byte-range.js'
import { encodeLeft, largestMagnitude, scaleFor } from '../../../onnx/codes.js'
import { checkGraphStructure, type GraphParameters } from '../graph/graph-file.js'
import type { LabelledVector } from '../scan/types.js'
import { buildLayer, type Comparison, type LayerReport } from './build-layer.js'
import { connect } from './connect.js'
import { GraphWriter } from './graph-writer.js'
import { type KeepOptions, KeptLists, removeKept } from './kept-lists.js'
import { codesOf, createLayer, type Layer } from './layer.js'
import { type Job, Stages } from './stages.js'

/** Candidates of each node. */
export const CANDIDATES = 64
/** Rows by which the scale of codes is chosen. */
const SCALE_SAMPLE = 4096
/** Fixed, so that the same vectors always yield the same graph. */
const SEED = 20_240_229

export interface BulkOptions {
  /** Path of the graph file; deleted if the build fails. */
  file: string
  parameters: GraphParameters
  /** Pages of distinct unit vectors with distinct labels; at most 2^24 vectors. */
  vectors: Iterable<readonly LabelledVector[]>
  /** Threads that multiply; 1 or more. */
  threads: number
  signal?: AbortSignal
  /** Called with what is being done, and the share of it that is done. */
  onProgress?: (stage: 'read' | Job['kind'], share: number) => void
  /** Most vectors of which all pairs are compared; default `ALL_PAIRS`. */
  allPairs?: number
  /** Where a long build keeps what it has so far; absent: nowhere. */
  keep?: KeepOptions
  /** See `Comparison`. */
  findDevice?: Comparison['findDevice']
}

export interface BulkReport extends LayerReport {
  nodes: number
  /** Groups of vectors that nothing else would have led to. */
  connected: number
  /** Whether it went on from where a build had been cut off. */
  resumed: boolean
}

/**
 * Builds an HNSW graph of many vectors at once, as a file that hnswlib loads: nearest neighbours by products of int8
 * codes, links by HNSW's heuristic from those. The bytes do not depend on the number of threads.
 *
 * Takes about a fifth of the time of adding vectors one by one, and, beside the file, about twice the bytes of
 * the codes in memory.
 *
 * @throws AnlamError `cancelled`; `unavailable` if a thread dies or memory ends; the system's error where the disk is full
 */
export async function buildGraph(options: BulkOptions): Promise<BulkReport> {
  const { file, parameters, threads } = options
  const writer = new GraphWriter(file, parameters)
  const stages = new Stages(threads, options.signal, options.onProgress)
  try {
    await readVectors(options, writer)
    return await link(options, writer, stages)
  } catch (error) {
    rmSync(file, { force: true })
    // What is kept may take the room that the graph needs.
    if (options.keep?.isWriter && asAnlamError(error).code === 'storage-full')
      removeKept(options.keep.directory)
    throw error
  } finally {
    writer.close()
    await stages.close()
  }
}

async function readVectors({ vectors, signal, onProgress }: BulkOptions, writer: GraphWriter): Promise<void> {
  for (const page of vectors) {
    throwIfAborted(signal)
    for (const { label, vector } of page) writer.append(label, vector)
    onProgress?.('read', 0)
    await otherWork()
  }
  writer.flush()
}

async function link(
  { file, parameters, keep, allPairs, findDevice }: BulkOptions,
  writer: GraphWriter,
  stages: Stages,
): Promise<BulkReport> {
  const { dimension, m } = parameters
  const nodes = writer.size
  const levels = drawLevels(nodes, m)
  const entry = levels.indexOf(levels.reduce((a, b) => Math.max(a, b), 0))
  const { codes, scale } = encode(writer, dimension)
  const shape = { dimension, scale, length: CANDIDATES, choices: m }
  const base = createLayer({ ...shape, rows: nodes, codes, most: 2 * m })
  const kept = keep && new KeptLists(base, keep)
  const report = await buildLayer(base, stages, { allPairs, kept, findDevice })
  let connected = nodes === 0 ? 0 : connect(base, entry)
  const upper: Upper[] = []
  for (let level = 1; nodes > 0 && level <= levels[entry]!; level++) {
    const members = Uint32Array.from(levels.keys()).filter(node => levels[node]! >= level)
    const rows = members.length
    const layer = createLayer({ ...shape, rows, codes: codesOf(base, members), most: m })
    await buildLayer(layer, stages, { allPairs: Number.POSITIVE_INFINITY })
    connected += connect(layer, members.indexOf(entry))
    upper.push({ layer, members })
  }
  writer.finish({
    links: base.links,
    linkCounts: base.linkCounts,
    levels,
    above: (node, level) => linksAbove(upper[level - 1]!, node),
    entry: nodes === 0 ? 2 ** 32 - 1 : entry,
  })
  checkGraphStructure(file, parameters)
  return { nodes, ...report, connected, resumed: kept?.resumed ?? false }
}

/** A layer above 0, and the node of each of its rows, ascending. */
interface Upper {
  layer: Layer
  members: Uint32Array
}

/** As HNSW draws them: each level has one in M of the nodes below it. */
function drawLevels(nodes: number, m: number): Uint8Array {
  const random = new Random(SEED)
  return Uint8Array.from({ length: nodes }, () => Math.floor(-Math.log(1 - random.next()) / Math.log(m)))
}

function encode(writer: GraphWriter, dimension: number): { codes: Uint8Array; scale: number } {
  const greatest = evenlySpaced(writer.size, SCALE_SAMPLE).map(node => largestMagnitude(writer.vector(node)))
  const scale = greatest.length === 0 ? 1 : scaleFor(greatest, LEFT_LARGEST.reduced)
  const codes = new Uint8Array(new SharedArrayBuffer(writer.size * dimension))
  const error = new Float32Array(1)
  writer.eachVector((node, vector) => {
    const into = codes.subarray(node * dimension, (node + 1) * dimension)
    encodeLeft(vector, { dimension, scale, range: 'reduced' }, into, error)
  })
  return { codes, scale: scale * scale }
}

function linksAbove({ layer, members }: Upper, node: number): Uint32Array {
  const row = rowOf(members, node)
  const from = row * layer.most
  return layer.links.slice(from, from + layer.linkCounts[row]!).map(other => members[other]!)
}

/** Row of a node, by bisection. */
function rowOf(members: Uint32Array, node: number): number {
  let [low, high] = [0, members.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (members[middle]! < node) low = middle + 1
    else high = middle
  }
  return low
}
