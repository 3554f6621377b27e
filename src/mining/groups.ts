/** Edges between nodes 0 to `nodes` - 1, each once. */
export interface Edges {
  nodes: number
  left: ArrayLike<number>
  right: ArrayLike<number>
  scores: ArrayLike<number>
}

export interface NodeGroup {
  representative: number
  /** All others, by falling score to it. */
  members: { node: number; score: number }[]
}

/**
 * Groups around representatives: every member has an edge to its representative, so that its score reaches the
 * threshold whatever the edges were cut at; none is drawn in by a neighbour's neighbour.
 *
 * The node with the most ungrouped neighbours becomes a representative (of equal ones that with the greater sum of
 * scores, then the lower order) and takes them; then the next. A node is in one group at most.
 * @param order breaks ties; one number for each node
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
      // A neighbour was taken meanwhile: it has its turn among those with fewer.
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

/** Nodes by how many ungrouped neighbours they have, looked up from the most down; numbers only ever fall. */
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

/** Neighbours of node n are at `starts[n]` to `starts[n + 1]`. */
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
