/** In-memory map of the passages at each node of the graph; mostly just the one that the node is named after. */
export class Copies {
  /** Node by label, for passages at another passage's node. */
  private readonly nodes = new Map<number, number>()
  /** Labels by node, for nodes that have or had other passages than their own. */
  private readonly labels = new Map<number, Set<number>>()
  /** Number of labels beyond one per node. */
  surplus = 0

  nodeOf(label: number): number {
    return this.nodes.get(label) ?? label
  }

  /** Labels of the searchable passages at a node. */
  at(node: number): ReadonlySet<number> | readonly [number] {
    return this.labels.get(node) ?? [node]
  }

  count(node: number): number {
    return this.labels.get(node)?.size ?? 1
  }

  /** @param isFirst whether the node is empty */
  add(label: number, node: number, isFirst: boolean): void {
    this.nodes.set(label, node)
    const there = this.labels.get(node) ?? new Set(isFirst ? [] : [node])
    if (there.size > 0) this.surplus++
    this.labels.set(node, there.add(label))
  }

  /** @returns the node if it is now empty */
  remove(label: number): number | undefined {
    const node = this.nodeOf(label)
    this.nodes.delete(label)
    const there = this.labels.get(node)
    if (!there) return node
    if (!there.delete(label)) return undefined
    if (there.size > 0) {
      this.surplus--
      return undefined
    }
    this.labels.delete(node)
    return node
  }
}
