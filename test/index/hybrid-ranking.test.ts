import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rankByBoth } from '../../src/index/embedded/store/hybrid-ranking.js'

test('what a graph still holds of removed passages takes no place among the best', () => {
  const there = new Set([1, 3])
  const nearest = [1, 2, 3].map(label => ({ label, score: label === 2 ? 0.9 : 0.5 - label / 100 }))
  const scores = rankByBoth(
    {
      vector: Float32Array.of(1, 0),
      nearest,
      worded: [{ label: 3, score: 2 }],
      full: 10,
      fusion: { k: 2, length: 20, bagOfWords: true },
    },
    {
      texts: labels => labels.map(label => `metin ${label}`),
      vectorsAt: labels =>
        new Map(labels.filter(label => there.has(label)).map(label => [label, Float32Array.of(0, 1)])),
      firstById: (scored, k) => [...scored].sort((a, b) => b.score - a.score).slice(0, k),
    },
  )
  assert.deepEqual([...scores.keys()].sort(), [1, 3])
})
