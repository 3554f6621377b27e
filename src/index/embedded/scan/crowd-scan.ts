import type { LabelledVector, Scan, ScanBuilder, Scanned, ScanQuery } from './types.js'

/** Number of vectors for which a scan answers crowds: with fewer the graph is fast enough, with more it is faster. */
const FEWEST = 2048
const MOST = 1 << 18
/** Milliseconds without batches of searches after which the scan's memory is freed. */
const IDLE = 600_000

/** An added vector, or a removed label. */
type Change = { label: number; vector?: Float32Array }

/**
 * A scan that exists while there are crowds of searches: it compares all vectors with a whole batch in less time than
 * the graph takes for the searches one by one, and has better recall. It is built when the first crowd arrives.
 */
export class CrowdScan {
  private scan: Scan | undefined
  private building: Promise<void> | undefined
  /** Changes since the build began, to apply when it ends. */
  private meanwhile: Change[] = []
  /** The result of the running build must be discarded. */
  private outdated = false
  /** A scan gains nothing for these vectors or on this machine. */
  private unsuited = false
  private idle: NodeJS.Timeout | undefined
  private closed = false

  /** @param build absent to never scan */
  constructor(private readonly build?: ScanBuilder) {}

  get isReady(): boolean {
    return this.scan !== undefined
  }

  add(label: number, vector: Float32Array): void {
    this.apply({ label, vector })
  }

  /** No-op for an unknown label. */
  remove(label: number): void {
    this.apply({ label })
  }

  private apply(change: Change): void {
    if (this.building !== undefined) this.meanwhile.push(change)
    else if (change.vector) this.scan?.add(change.label, change.vector)
    else this.scan?.remove(change.label)
  }

  /**
   * Builds the scan in the background, or rebuilds it after many changes; searches continue meanwhile.
   * @param size number of vectors
   * @param vectors read slowly; may or may not contain what is added and removed meanwhile
   */
  expectCrowds(size: number, vectors: Iterable<LabelledVector>): void {
    if (this.scan?.isWorn) this.drop()
    if (!this.build || this.scan || this.building || this.unsuited || size < FEWEST || size > MOST) return
    this.building = this.prepare(this.build, vectors)
      // Searches use the graph instead. If vectors are damaged, searches that read them report it.
      .catch(() => {
        this.unsuited = true
      })
      .finally(() => {
        this.building = undefined
        this.outdated = false
        this.meanwhile = []
      })
  }

  /** Discards the scan; the next crowd has it built from the vectors of that time. */
  forget(): void {
    this.drop()
    this.outdated = this.building !== undefined
  }

  private async prepare(build: ScanBuilder, vectors: Iterable<LabelledVector>): Promise<void> {
    const scan = await build(this.untilClosed(vectors))
    if (!scan) {
      this.unsuited = true
      return
    }
    if (this.closed || this.outdated) return scan.close()
    for (const { label, vector } of this.meanwhile)
      if (vector) scan.add(label, vector)
      else scan.remove(label)
    this.building = undefined
    this.scan = scan
    this.idle = setTimeout(() => this.drop(), IDLE).unref()
  }

  private *untilClosed(vectors: Iterable<LabelledVector>): Generator<LabelledVector> {
    for (const each of vectors) {
      if (this.closed) return
      yield each
    }
  }

  /** @returns candidates for each query, best first; undefined if the scan failed, which also disables it */
  async search(queries: readonly ScanQuery[]): Promise<Scanned[][] | undefined> {
    this.idle?.refresh()
    const found = await this.scan?.search(queries).catch(() => undefined)
    if (found) return found
    // Mostly out of memory: the graph takes none.
    this.unsuited = true
    this.drop()
    return undefined
  }

  private drop(): void {
    clearTimeout(this.idle)
    void this.scan?.close()
    this.scan = undefined
  }

  /** Resolves when no work is running. */
  async close(): Promise<void> {
    this.closed = true
    await this.building
    clearTimeout(this.idle)
    await this.scan?.close()
  }
}
