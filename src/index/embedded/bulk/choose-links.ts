import { Random } from '../../../basics/random.js'
import { type ListMemory, SortedLists } from './candidate-lists.js'
import { FAR_LINKS, type Layer, leadingProduct } from './layer.js'
import { Leads } from './leads.js'

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
 * Chooses each row's links. In a group of rows much alike, candidates are of the group only. So each row is linked to
 * landmarks too, and to a few rows anywhere.
 */
export class ChooseStage {
  private readonly lists: SortedLists
  private readonly leaders: SortedLists | undefined
  private readonly landmarks: (Omit<Landmarks, 'lists'> & { lists: SortedLists }) | undefined
  private readonly leads: Leads

  constructor(
    private readonly layer: Layer,
    { leaders, landmarks }: ChooseJob,
  ) {
    this.lists = new SortedLists(layer.candidates)
    this.leaders = leaders && new SortedLists(leaders)
    this.landmarks = landmarks && { ...landmarks, lists: new SortedLists(landmarks.lists) }
    this.leads = new Leads(layer, layer.candidates)
  }

  /** @param row whose candidates, like all others, are sorted */
  choose(row: number): void {
    const { layer, leaders } = this
    const { choices } = layer
    this.leads.begin(row)
    layer.chosenCounts[row] = 0
    this.chooseNear(row, this.lists, leaders && leaders.size(row) > 0 ? choices / 2 : choices)
    if (leaders) this.chooseNear(row, leaders, choices)
    if (this.landmarks) this.chooseFar(row, this.landmarks)
  }

  /** @param most links that the row may have then */
  private chooseNear(row: number, lists: SortedLists, most: number): void {
    const { layer, leads } = this
    const size = lists.size(row)
    let count = layer.chosenCounts[row]!
    for (let at = 0; at < size && count < most; at++) {
      const candidate = lists.partner(row, at)
      const product = lists.product(row, at)
      if (leads.has(candidate) || leads.leadTo(candidate, product)) continue
      leads.add(candidate)
      layer.chosen[row * layer.choices + count] = candidate
      layer.chosenProducts[row * layer.choices + count] = product
      count++
    }
    layer.chosenCounts[row] = count
  }

  private chooseFar(row: number, { rows, lists }: NonNullable<ChooseStage['landmarks']>): void {
    const { layer, leads } = this
    let count = 0
    const add = (candidate: number): void => {
      layer.far[row * FAR_LINKS + count++] = candidate
      leads.mark(candidate)
    }
    for (let at = 0; at < lists.size(row) && count < FAR_LINKS - RANDOM_LINKS; at++) {
      const candidate = rows[lists.partner(row, at)]!
      if (leads.has(candidate)) continue
      const least = leadingProduct(layer, lists.product(row, at))
      if (!(leads.inList(candidate, least) ?? this.isNearLandmark(candidate, least))) add(candidate)
    }
    // Where a search finds only rows equally far from its query, some of them lead to where it is near.
    const random = new Random(row)
    for (let i = 0; i < RANDOM_LINKS; i++) {
      const candidate = random.below(layer.rows)
      if (!leads.has(candidate)) add(candidate)
    }
    layer.farCounts[row] = count
  }

  /** Whether one of the landmarks that are so near to a candidate is linked already. */
  private isNearLandmark(candidate: number, least: number): boolean {
    const { rows, lists } = this.landmarks!
    for (let at = 0; at < lists.size(candidate); at++) {
      if (lists.product(candidate, at) < least) return false
      if (this.leads.has(rows[lists.partner(candidate, at)]!)) return true
    }
    return false
  }
}
