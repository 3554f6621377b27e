/** Edges of a graph with nodes 0 to `nodes` - 1, each edge once. */
export interface Edges {
  nodes: number
  left: ArrayLike<number>
  right: ArrayLike<number>
  scores: ArrayLike<number>
}

export interface NodeGroup {
  representative: number
  /** All other members, by descending score to the representative. */
  members: { node: number; score: number }[]
}

/**
 * Groups nodes around representatives. Every member has an edge to its representative, so its score is at least the
 * threshold; there is no chaining through neighbours of neighbours.
 *
 * Greedy: the node with the most ungrouped neighbours becomes a representative (ties: larger sum of scores, then
 * lower order) and takes them; repeat. A node is in at most one group.
 * @param order a number per node, to break ties
 */
export function groupNodes({ nodes, left, right, scores }: Edges, order: ArrayLike<number>): NodeGroup[] {
  const { starts, neighbours, weights } = adjacency({ nodes, left, right, scores })
  const degrees = Uint32Array.from({ length: nodes }, (_, node) => starts[node + 1]! - starts[node]!)
  const sums = new Float64Array(nodes)
  for (let node = 0; node < nodes; node++)
    for (let at = starts[node]!; at < starts[node + 1]!; at++) sums[node]! += weights[at]!
  const byDegree = (a: number, b: number): number => sums[b]! - sums[a]! || order[a]! - order[b]!
  const taken = new Uint8Array(nodes)
  const groups: NodeGroup[] = []
  const buckets = new Buckets(degrees)
  for (let bucket = buckets.next(degrees, byDegree); bucket; bucket = buckets.next(degrees, byDegree)) {
    for (const representative of bucket.nodes) {
      if (taken[representative]) continue
      // Neighbours were taken in the meantime: put it back among nodes with fewer.
      if (degrees[representative] !== bucket.degree) {
        buckets.put(representative, degrees[representative]!)
        continue
      }
      const members: NodeGroup['members'] = []
      for (let at = starts[representative]!; at < starts[representative + 1]!; at++)
        if (!taken[neighbours[at]!]) members.push({ node: neighbours[at]!, score: weights[at]! })
      members.sort((a, b) => b.score - a.score || order[a.node]! - order[b.node]!)
      groups.push({ representative, members })
      for (const node of [representative, ...members.map(member => member.node)]) {
        taken[node] = 1
        for (let at = starts[node]!; at < starts[node + 1]!; at++) degrees[neighbours[at]!]!--
      }
    }
  }
  return groups
}

/** Nodes by their number of ungrouped neighbours, served in descending order. The numbers only decrease. */
class Buckets {
  private readonly buckets: number[][] = []

  constructor(degrees: Uint32Array) {
    degrees.forEach((degree, node) => {
      this.put(node, degree)
    })
  }

  put(node: number, degree: number): void {
    if (degree === 0) return
    const bucket = this.buckets[degree]
    if (bucket) bucket.push(node)
    else this.buckets[degree] = [node]
  }

  next(
    degrees: Uint32Array,
    compare: (a: number, b: number) => number,
  ): { degree: number; nodes: number[] } | undefined {
    while (this.buckets.length > 0) {
      const degree = this.buckets.length - 1
      const nodes = this.buckets.pop()
      if (!nodes) continue
      const current: number[] = []
      for (const node of nodes) {
        if (degrees[node] === degree) current.push(node)
        else this.put(node, degrees[node]!)
      }
      if (current.length > 0) return { degree, nodes: current.sort(compare) }
    }
    return undefined
  }
}

/** Neighbours of node n are at indices `starts[n]` to `starts[n + 1]`. */
function adjacency({ nodes, left, right, scores }: Edges): {
  starts: Uint32Array
  neighbours: Uint32Array
  weights: Float32Array
} {
  const starts = new Uint32Array(nodes + 1)
  for (let i = 0; i < left.length; i++) {
    starts[left[i]! + 1]!++
    starts[right[i]! + 1]!++
  }
  for (let node = 0; node < nodes; node++) starts[node + 1]! += starts[node]!
  const at = starts.slice()
  const neighbours = new Uint32Array(2 * left.length)
  const weights = new Float32Array(2 * left.length)
  for (let i = 0; i < left.length; i++) {
    for (const [node, neighbour] of [
      [left[i]!, right[i]!],
      [right[i]!, left[i]!],
    ] as const) {
      neighbours[at[node]!] = neighbour
      weights[at[node]!++] = scores[i]!
    }
  }
  return { starts, neighbours, weights }
}
