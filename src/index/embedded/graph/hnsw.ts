import hnswlib from 'hnswlib-node'
import { removeIfPossible, renameTemporary } from '../../../basics/files.js'
import { enterNative, leaveNative } from '../../../basics/native-calls.js'
import { AnlamError } from '../../../errors.js'
import { checkGraphFile, type GraphParameters, MAX_LABEL } from './graph-file.js'

const FIRST_CAPACITY = 1024
/** Fixed, so that a corpus always yields the same graph. */
const SEED = 20_240_229
export interface Neighbour {
  label: number
  /** Cosine. */
  score: number
}

/**
 * An HNSW graph over unit vectors. It guards against the defects of hnswlib-node 3.0.0, which takes only plain arrays,
 * lets NaN corrupt results, wraps large labels, throws when full, forgets `ef` on load, aborts the process when a
 * filter throws, reports success when the disk is full, loads files of the wrong dimension, and aborts the process when
 * its thread is terminated during a call.
 */
export class VectorGraph {
  private readonly native: hnswlib.HierarchicalNSW
  private readonly removed = new Set<number>()
  private readonly labels: Set<number>
  /** A file of its own that holds it as it is. */
  private file: string | undefined

  private constructor(
    private readonly parameters: GraphParameters,
    file?: string,
  ) {
    enterNative()
    try {
      this.native = new hnswlib.HierarchicalNSW('cosine', parameters.dimension)
      if (file === undefined) {
        this.native.initIndex(FIRST_CAPACITY, parameters.m, parameters.efConstruction, SEED)
        this.labels = new Set()
      } else {
        this.native.readIndexSync(file)
        this.labels = new Set(this.native.getIdsList())
      }
    } finally {
      leaveNative()
    }
  }

  static create(parameters: GraphParameters): VectorGraph {
    return new VectorGraph(parameters)
  }

  /**
   * Loads a graph file. The caller removes its removed points again, because hnswlib cannot list them. It also verifies
   * the file's SHA-256 (see the manifest): on damaged bytes hnswlib crashes or returns wrong results.
   * @throws AnlamError `corrupt-index` if the file is truncated or has another dimension
   */
  static load(file: string, parameters: GraphParameters): VectorGraph {
    checkGraphFile(file, parameters)
    return new VectorGraph(parameters, file)
  }

  /**
   * As `load`, but the file is the graph's from now on: it is renamed where the graph is saved as it was, and deleted when the
   * graph changes, or by `release`.
   */
  static adopt(file: string, parameters: GraphParameters): VectorGraph {
    const graph = VectorGraph.load(file, parameters)
    graph.file = file
    return graph
  }

  /** Deletes the file that is its own. */
  release(): void {
    if (this.file !== undefined) removeIfPossible(this.file)
    this.file = undefined
  }

  /** Number of points that are not removed. */
  get size(): number {
    return this.labels.size - this.removed.size
  }

  get removedCount(): number {
    return this.removed.size
  }

  /** Labels of all points, removed ones included. */
  all(): Iterable<number> {
    return this.labels
  }

  has(label: number): boolean {
    return this.labels.has(label) && !this.removed.has(label)
  }

  /**
   * @throws AnlamError `invalid-input` for a label out of range or in use, or a vector that is all zero, not finite or
   *   of another dimension
   */
  add(label: number, vector: Float32Array): void {
    if (!Number.isInteger(label) || label < 0 || label > MAX_LABEL) {
      throw new AnlamError('invalid-input', `label ${label} is outside 0 to ${MAX_LABEL}`)
    }
    if (this.labels.has(label)) throw new AnlamError('invalid-input', `label ${label} is in use`)
    const point = this.checked(vector)
    this.release()
    enterNative()
    try {
      const capacity = this.native.getMaxElements()
      if (this.labels.size >= capacity)
        this.native.resizeIndex(Math.min(Math.max(FIRST_CAPACITY, capacity * 2), MAX_LABEL))
      this.native.addPoint(point, label)
    } finally {
      leaveNative()
    }
    this.labels.add(label)
  }

  /** No-op for an unknown label. */
  remove(label: number): void {
    if (!this.has(label)) return
    this.release()
    enterNative()
    try {
      this.native.markDelete(label)
    } catch {
      // It was loaded as removed; hnswlib has no way to ask.
    } finally {
      leaveNative()
    }
    this.removed.add(label)
  }

  /** Restores a removed point. @returns whether there was one */
  revive(label: number): boolean {
    if (!this.removed.delete(label)) return false
    this.release()
    this.native.unmarkDelete(label)
    return true
  }

  /** Restores a point that may have been loaded as removed. */
  unmark(label: number): void {
    try {
      if (!this.labels.has(label)) return
      this.native.unmarkDelete(label)
      this.release()
    } catch {
      // It was not removed; hnswlib has no way to ask.
    }
  }

  /**
   * @param ef length of the candidate list, raised to k if it is less
   * @param allow filter on labels; its exceptions are rethrown
   * @returns at most k neighbours, best first
   */
  search(vector: Float32Array, k: number, ef: number, allow?: (label: number) => boolean): Neighbour[] {
    const wanted = Math.min(k, this.size)
    if (wanted === 0) return []
    const point = this.checked(vector)
    let thrown: unknown
    let failed = false
    const guarded = allow
      ? (label: number): boolean => {
          if (failed) return false
          try {
            return allow(label)
          } catch (error) {
            failed = true
            thrown = error
            return false
          }
        }
      : undefined
    const { neighbors, distances } = this.searchNative(point, wanted, ef, guarded)
    if (failed) throw thrown
    return neighbors.map((label, i) => ({ label, score: Math.min(1, Math.max(-1, 1 - distances[i]!)) }))
  }

  private searchNative(
    point: number[],
    wanted: number,
    ef: number,
    guarded: ((label: number) => boolean) | undefined,
  ): hnswlib.SearchResult {
    enterNative()
    try {
      this.native.setEf(Math.max(ef, wanted))
      return this.native.searchKnn(point, wanted, guarded)
    } finally {
      leaveNative()
    }
  }

  /**
   * Writes the graph, or gives its own file that name; the caller syncs and renames it.
   * @throws AnlamError `storage-full` if the file is incomplete, which hnswlib does not report
   */
  save(file: string): void {
    enterNative()
    try {
      if (!this.handOver(file)) this.native.writeIndexSync(file)
      checkGraphFile(file, this.parameters, this.labels.size)
    } catch (cause) {
      throw new AnlamError(
        'storage-full',
        `${file} could not be written whole: ${(cause as Error).message}`,
        { cause },
      )
    } finally {
      leaveNative()
    }
  }

  /** @returns whether its own file has that name now: another program may hold it, or have cleaned it away */
  private handOver(file: string): boolean {
    try {
      if (this.file === undefined) return false
      renameTemporary(this.file, file)
      this.file = undefined
      return true
    } catch {
      this.release()
      return false
    }
  }

  private checked(vector: Float32Array): number[] {
    if (vector.length !== this.parameters.dimension) {
      throw new AnlamError(
        'invalid-input',
        `a vector has ${vector.length} dimensions, the graph ${this.parameters.dimension}`,
      )
    }
    const point = Array.from(vector)
    if (!point.every(Number.isFinite)) throw new AnlamError('invalid-input', 'a vector holds NaN or Infinity')
    if (point.every(x => x === 0))
      throw new AnlamError('invalid-input', 'a vector is all zero: it has no direction')
    return point
  }
}
