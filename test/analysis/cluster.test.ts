import assert from 'node:assert/strict'
import { test } from 'node:test'
import { centroids } from '../../src/analysis/centroids.js'
import { type Clustering, clusterIndex } from '../../src/analysis/cluster.js'
import { silhouette, suggestCount } from '../../src/analysis/cluster-count.js'
import { withoutFormulas } from '../../src/analysis/formulas.js'
import { TermCounter } from '../../src/analysis/terms.js'
import { Random } from '../../src/basics/random.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'

const DIMENSION = 24
const findCentroids = async (vectors: readonly Float32Array[], count: number): Promise<Float32Array[]> =>
  centroids(vectors, count)

/** Vectors in clusters of equal size around random means. */
function clustered(clusters: number, each: number, spread: number): Float32Array[] {
  const random = new Random(4)
  const normal = (): Float32Array => Float32Array.from({ length: DIMENSION }, () => random.normal())
  return Array.from({ length: clusters }, normal).flatMap(mean =>
    Array.from({ length: each }, () => {
      const vector = normal().map((x, i) => mean[i]! + spread * x)
      const length = Math.hypot(...vector)
      return vector.map(x => x / length)
    }),
  )
}

async function clusteringOf(texts: readonly string[], vectors: readonly Float32Array[]): Promise<Clustering> {
  const index = new MemoryIndex('n', { model: 'm', fingerprint: 'f', dimension: DIMENSION })
  const values = new Float32Array(vectors.length * DIMENSION)
  for (const [row, vector] of vectors.entries()) values.set(vector, row * DIMENSION)
  await index.write(
    texts.map(text => ({
      document: { id: text, source: '', metadata: {} },
      hash: '',
      passages: [{ id: text, documentId: text, text, start: 0, end: text.length }],
    })),
    { values, rows: vectors.length, dimension: DIMENSION },
  )
  const found = await clusterIndex(index, { findCentroids })
  await index.close()
  return found
}

test('the suggested number of clusters is the true one, with a reason', async () => {
  for (const clusters of [3, 8]) {
    const { count, tried, reason } = await suggestCount(clustered(clusters, 30, 0.4), findCentroids)
    assert.equal(count, clusters)
    assert.ok(tried.length > 5)
    assert.match(
      reason,
      new RegExp(`^${clusters} clusters: of \\d+ counts .*best separated \\(silhouette 0\\.\\d+;`),
    )
  }
  const few = await suggestCount(clustered(1, 2, 1), findCentroids)
  assert.deepEqual([few.count, few.tried], [1, []])
})

test('a vector alone in its cluster is not a perfect one', () => {
  const vectors = clustered(4, 2, 0.3)
  assert.equal(silhouette(vectors, vectors), 0)
  const means = centroids(vectors, 4)
  assert.ok(silhouette(vectors, means) > 0.3)
})

test('the same passages in another order give the same clusters and names', async () => {
  const vectors = clustered(6, 12, 0.6)
  const subjects = ['karar ağacı', 'evrişim', 'öğrenme oranı', 'kümeleme', 'çeviri', 'ödül']
  const texts = vectors.map((_, i) => `${subjects[Math.floor(i / 12)]} ${i} üzerine`)
  const order = new Random(8).shuffle([...texts.keys()])
  const first = await clusteringOf(texts, vectors)
  const second = await clusteringOf(
    order.map(i => texts[i]!),
    order.map(i => vectors[i]!),
  )
  const sorted = ({ clusters, suggested }: Clustering) => [
    suggested,
    clusters.map(({ members, cohesion, ...rest }) => ({ ...rest, members: [...members].sort() })),
  ]
  assert.deepEqual(sorted(second), sorted(first))
  assert.ok(first.clusters.length > 3)
})

test('names are terms of the glossary and words in forms that occur, without formulas and fillers', () => {
  const counter = new TermCounter()
  for (const text of [
    'Karar ağaçları veriyi $x_i \\le t$ gibi sorularla böler; kullanılan ölçüt olduğundan fazla önemli değildir.',
    'Karar ağacının derinliği bu nedenle budama ile azaltılır, ve \\(\\frac{a}{b}\\) hesaplanır.',
    'Budama, karar ağacını küçültmek için kullanılır ve genellikle gerekir.',
  ])
    counter.add(0, text)
  for (const text of [
    'Öğrenme oranı büyükse kayıp ıraksar; for the optimizer is used.',
    'Öğrenme oranını düşürmek kaybı azaltır: w=w-n*g',
    'Öğrenme oranı ve kayıp birlikte kullanılır.',
  ])
    counter.add(1, text)
  const names = counter.terms(8)
  assert.equal(names.get(0)![0], 'karar ağacı')
  assert.ok(names.get(0)!.includes('budama'), `${names.get(0)}`)
  assert.equal(names.get(1)![0], 'öğrenme oranı')
  const all = [...names.values()].flat()
  for (const filler of [
    'kullanılır',
    'kullanılan',
    'genellikle',
    'gerekir',
    'frac',
    'the',
    'used',
    'önemli',
    'birlikte',
  ])
    assert.ok(!all.includes(filler), filler)
  assert.ok(
    !names.get(1)!.some(name => name === 'öğrenme' || name === 'oranı'),
    'what a term says is not said again',
  )
})

test('a topic keeps its name beside a filler that begins like it', () => {
  const counter = new TermCounter()
  counter.add(
    0,
    'kullanıcı değişken ölçer yapılandırma çıkarım tutarlılık sağlamlık gösterim başlangıç geleneksel',
  )
  assert.deepEqual(
    ['kullanıcı', 'değişken', 'ölçer', 'yapılandırma', 'tutarlılık', 'başlangıç', 'geleneksel'].filter(
      word => !counter.terms(20).get(0)!.includes(word),
    ),
    [],
  )
})

test('a word is named in its usual form in all texts, without an ending if it comes so', () => {
  const counter = new TermCounter()
  counter.add(0, 'zebranın zebraları zebraların')
  counter.add(1, 'zebra zebra çizgi')
  assert.deepEqual(counter.terms(1).get(0), ['zebra'])
  counter.add(2, `dakika ${'dakikada '.repeat(5)}`)
  assert.deepEqual(counter.terms(1).get(2), ['dakika'])
  counter.add(3, `kes ${'kesinlik '.repeat(5)}`)
  assert.deepEqual(counter.terms(1).get(3), ['kesinlik'])
})

test('formulas are left out, and prices and prose between them are not', () => {
  assert.equal(withoutFormulas('Kayıp $L = -\\log p$ olur').replace(/\s+/g, ' '), 'Kayıp olur')
  assert.equal(withoutFormulas('a \\[ x^2 \\] b $$y$$ c').replace(/\s+/g, ' '), 'a b c')
  assert.equal(withoutFormulas('fiyatı $5 ile $9 arasında'), 'fiyatı $5 ile $9 arasında')
  assert.equal(withoutFormulas('yalnız bir $ var'), 'yalnız bir $ var')
  assert.equal(withoutFormulas('f(x)=wx+b doğrusaldır'), 'doğrusaldır')
  assert.equal(withoutFormulas('k-NN, C++ ve 3,14'), 'k-NN, C++ ve 3,14')
})
