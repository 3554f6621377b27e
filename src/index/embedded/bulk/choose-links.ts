import { Random } from '../../../basics/random.js'
import { CandidateLists, type ListMemory, partnerOf, productOf, ROW_SPAN } from './candidate-lists.js'
import { codeProduct } from './code-products.js'
import { FAR_LINKS, type Layer, leadingProduct } from './layer.js'

/** Of a row's far links, those that lead anywhere. */
const RANDOM_LINKS = 4

/** Rows spread over a layer, and those of them that are nearest to each row. */
export interface Landmarks {
  rows: Uint32Array
  /** By row of the layer, sorted: places in `rows`. */
  lists: ListMemory
}

/** Chooses links from sorted candidates. */
export interface ChooseJob {
  kind: 'choose'
  /** Candidates that are not much alike; absent where few are. */
  leaders?: ListMemory
  /** Absent for a layer so small that the candidates lead everywhere. */
  landmarks?: Landmarks
}

/**
 * Chooses each row's links by HNSW's heuristic: a candidate is left out if a row linked already leads to it. Whether
 * two candidates are near each other is mostly known from their own lists.
 *
 * In a group of rows much alike, candidates are of the group only. So each row is linked to landmarks too, and to a few
 * rows anywhere.
 */
export class ChooseStage {
  private readonly lists: CandidateLists
  private readonly leaders: CandidateLists | undefined
  private readonly landmarks: CandidateLists | undefined
  /** By row: 1 + the last row that was linked to it. */
  private readonly linkedTo: Uint32Array

  constructor(
    private readonly layer: Layer,
    private readonly job: ChooseJob,
  ) {
    this.lists = new CandidateLists(layer.candidates)
    this.leaders = job.leaders && new CandidateLists(job.leaders)
    this.landmarks = job.landmarks && new CandidateLists(job.landmarks.lists)
    this.linkedTo = new Uint32Array(layer.rows)
  }

  /** @param row whose candidates, like all others, are sorted */
  choose(row: number): void {
    const { layer } = this
    const { choices } = layer
    layer.chosenCounts[row] = 0
    const further = this.leaders?.sorted(row)
    this.chooseNear(row, this.lists.sorted(row), further?.length ? choices / 2 : choices)
    if (further) this.chooseNear(row, further, choices)
    if (this.landmarks) this.chooseFar(row, this.landmarks)
  }

  /**
   * @param keys of candidates, best first
   * @param most links that the row may have then
   */
  private chooseNear(row: number, keys: Float64Array, most: number): void {
    const { layer, linkedTo } = this
    let count = layer.chosenCounts[row]!
    for (let i = 0; i < keys.length && count < most; i++) {
      const candidate = partnerOf(keys[i]!, row)
      if (linkedTo[candidate] === row + 1) continue
      const least = leadingProduct(layer, productOf(keys[i]!))
      if (this.isInList(row, candidate, least) ?? this.isNearLink(row, candidate, least, count)) continue
      layer.chosen[row * layer.choices + count++] = candidate
      linkedTo[candidate] = row + 1
    }
    layer.chosenCounts[row] = count
  }

  /** Whether a row linked already is so near to the candidate; undefined if the candidate's list is too short to tell. */
  private isInList(row: number, candidate: number, least: number): boolean | undefined {
    const { lists, linkedTo } = this
    const { keys, length } = lists
    const leastKey = least * ROW_SPAN
    const from = candidate * length
    const end = from + lists.sizes[candidate]!
    for (let at = from; at < end; at++) {
      if (keys[at]! < leastKey) return false
      if (linkedTo[partnerOf(keys[at]!, candidate)] === row + 1) return true
    }
    return end - from < length ? false : undefined
  }

  /** @param count of links chosen so far */
  private isNearLink(row: number, candidate: number, least: number, count: number): boolean {
    const { codes, dimension, choices, chosen } = this.layer
    const to = row * choices
    for (let i = 0; i < count; i++)
      if (codeProduct(codes, candidate, chosen[to + i]!, dimension) >= least) return true
    return false
  }

  private chooseFar(row: number, landmarks: CandidateLists): void {
    const { layer, linkedTo } = this
    const { rows } = this.job.landmarks!
    let count = 0
    for (let i = 0; i < landmarks.sizes[row]! && count < FAR_LINKS - RANDOM_LINKS; i++) {
      const key = landmarks.keys[row * landmarks.length + i]!
      const candidate = rows[partnerOf(key, row)]!
      if (candidate === row || linkedTo[candidate] === row + 1) continue
      const least = leadingProduct(layer, productOf(key))
      if (this.isInList(row, candidate, least) ?? this.isNearLandmark(row, candidate, least, landmarks))
        continue
      layer.far[row * FAR_LINKS + count++] = candidate
      linkedTo[candidate] = row + 1
    }
    // Where a search finds only rows equally far from its query, some of them lead to where it is near.
    const random = new Random(row)
    for (let i = 0; i < RANDOM_LINKS; i++) {
      const candidate = random.below(layer.rows)
      if (candidate === row || linkedTo[candidate] === row + 1) continue
      layer.far[row * FAR_LINKS + count++] = candidate
      linkedTo[candidate] = row + 1
    }
    layer.farCounts[row] = count
  }

  private isNearLandmark(row: number, candidate: number, least: number, landmarks: CandidateLists): boolean {
    const from = candidate * landmarks.length
    for (let at = from; at < from + landmarks.sizes[candidate]!; at++) {
      if (landmarks.keys[at]! < least * ROW_SPAN) return false
      if (this.linkedTo[this.job.landmarks!.rows[partnerOf(landmarks.keys[at]!, candidate)]!] === row + 1)
        return true
    }
    return false
  }
}
