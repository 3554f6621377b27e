import type { LabelledVector, Scan, ScanBuilder, Scanned, ScanQuery } from './types.js'

/** Vectors among which a crowd's searches are answered by a scan: a graph of fewer is fast, one of more is faster. */
const FEWEST = 2048
const MOST = 1 << 18
/** Milliseconds without searches that wait together, after which the memory it takes is given back. */
const IDLE = 600_000

/** A vector that was added, or one that was removed. */
type Change = { label: number; vector?: Float32Array }

/**
 * A scan that is there while many search at once: it looks at all vectors for a whole crowd of searches in less time than
 * the graph takes for them one by one, and finds more. It is made when first there is a crowd.
 */
export class CrowdScan {
  private scan: Scan | undefined
  private building: Promise<void> | undefined
  /** What has changed since it was begun, while it is being made. */
  private meanwhile: Change[] = []
  /** What is being made is of no use any more. */
  private outdated = false
  /** Nothing is gained by a scan of vectors like these, or on this machine. */
  private unsuited = false
  private idle: NodeJS.Timeout | undefined
  private closed = false

  /** @param build absent for no scans */
  constructor(private readonly build?: ScanBuilder) {}

  get isReady(): boolean {
    return this.scan !== undefined
  }

  add(label: number, vector: Float32Array): void {
    this.apply({ label, vector })
  }

  /** Does nothing for a label that is not there. */
  remove(label: number): void {
    this.apply({ label })
  }

  private apply(change: Change): void {
    if (this.building !== undefined) this.meanwhile.push(change)
    else if (change.vector) this.scan?.add(change.label, change.vector)
    else this.scan?.remove(change.label)
  }

  /**
   * Makes it in the background, or anew if much has changed since; searches go on meanwhile.
   * @param size how many vectors there are
   * @param vectors read slowly: what is added and removed while it goes on may be among them or not
   */
  expectCrowds(size: number, vectors: Iterable<LabelledVector>): void {
    if (this.scan?.isWorn) this.drop()
    if (!this.build || this.scan || this.building || this.unsuited || size < FEWEST || size > MOST) return
    this.building = this.prepare(this.build, vectors)
      // Searches do without. If the vectors are damaged, those that find them say so.
      .catch(() => {
        this.unsuited = true
      })
      .finally(() => {
        this.building = undefined
        this.outdated = false
        this.meanwhile = []
      })
  }

  /** Lets go of what it knows: it is made again from what there is by then. */
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

  /** @returns for each query those looked at, best first; undefined where it failed, and will not be asked again */
  async search(queries: readonly ScanQuery[]): Promise<Scanned[][] | undefined> {
    this.idle?.refresh()
    const found = await this.scan?.search(queries).catch(() => undefined)
    if (found) return found
    // Out of memory, mostly: the graph takes none.
    this.unsuited = true
    this.drop()
    return undefined
  }

  private drop(): void {
    clearTimeout(this.idle)
    void this.scan?.close()
    this.scan = undefined
  }

  /** Resolves when nothing is at work any more. */
  async close(): Promise<void> {
    this.closed = true
    await this.building
    clearTimeout(this.idle)
    await this.scan?.close()
  }
}
