import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { groupNodes } from '../../src/mining/groups.js'

const NODES = 30

/** Random graphs: edges with scores between some of the nodes. */
const edges = fc
  .uniqueArray(fc.tuple(fc.nat(NODES - 1), fc.nat(NODES - 1), fc.integer({ min: 70, max: 100 })), {
    selector: ([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`,
    maxLength: 120,
  })
  .map(list => {
    const kept = list.filter(([a, b]) => a !== b)
    return {
      nodes: NODES,
      left: kept.map(([a]) => a),
      right: kept.map(([, b]) => b),
      scores: kept.map(([, , score]) => Math.fround(score / 100)),
    }
  })
const order = Array.from({ length: NODES }, (_, i) => i)

test('every member has an edge with its score to the representative, and is in only one group', () => {
  fc.assert(
    fc.property(edges, graph => {
      const scores = new Map(graph.left.map((a, i) => [key(a, graph.right[i]!), graph.scores[i]!]))
      const seen = new Set<number>()
      for (const { representative, members } of groupNodes(graph, order)) {
        assert.ok(members.length > 0)
        for (const { node, score } of members) assert.equal(scores.get(key(representative, node)), score)
        for (const node of [representative, ...members.map(member => member.node)]) {
          assert.ok(!seen.has(node), `${node} twice`)
          seen.add(node)
        }
      }
      // No two ungrouped nodes have an edge.
      for (const [i, a] of graph.left.entries()) assert.ok(seen.has(a) || seen.has(graph.right[i]!))
    }),
    { numRuns: 300 },
  )
})

test('groups do not depend on the order or direction of edges', () => {
  fc.assert(
    fc.property(edges, fc.infiniteStream(fc.nat()), (graph, stream) => {
      const shuffled = [...graph.left.keys()]
        .map(i => ({ i, at: stream.next().value! }))
        .sort((a, b) => a.at - b.at)
      const turned = {
        nodes: NODES,
        left: shuffled.map(({ i, at }) => (at % 2 ? graph.left : graph.right)[i]!),
        right: shuffled.map(({ i, at }) => (at % 2 ? graph.right : graph.left)[i]!),
        scores: shuffled.map(({ i }) => graph.scores[i]!),
      }
      assert.deepEqual(groupNodes(turned, order), groupNodes(graph, order))
    }),
  )
})

test('a chain does not become one group', () => {
  const chain = { nodes: 5, left: [0, 1, 2, 3], right: [1, 2, 3, 4], scores: [0.9, 0.9, 0.9, 0.9] }
  const groups = groupNodes(chain, order)
  assert.deepEqual(
    groups.map(({ representative, members }) => [representative, ...members.map(({ node }) => node)]),
    [
      [1, 0, 2],
      [3, 4],
    ],
  )
})

function key(a: number, b: number): string {
  return `${Math.min(a, b)}-${Math.max(a, b)}`
}
