/** In memory, which passages are at a node of the graph: most often the one that it is named by, and no other. */
export class Copies {
  /** Nodes of the labels that are not at their own. */
  private readonly nodes = new Map<number, number>()
  /** Labels at the nodes that are not, or were not always, their own alone. */
  private readonly labels = new Map<number, Set<number>>()
  /** Labels beyond one for each node. */
  surplus = 0

  nodeOf(label: number): number {
    return this.nodes.get(label) ?? label
  }

  /** Labels at a node that can be found. */
  at(node: number): ReadonlySet<number> | readonly [number] {
    return this.labels.get(node) ?? [node]
  }

  count(node: number): number {
    return this.labels.get(node)?.size ?? 1
  }

  /** @param isFirst whether nothing else is at the node */
  add(label: number, node: number, isFirst: boolean): void {
    this.nodes.set(label, node)
    const there = this.labels.get(node) ?? new Set(isFirst ? [] : [node])
    if (there.size > 0) this.surplus++
    this.labels.set(node, there.add(label))
  }

  /** @returns the node, if nothing is at it any more */
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
