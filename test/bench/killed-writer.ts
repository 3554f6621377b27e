/**
 * `node killed-writer.js ROOT fill SIZE DIMENSION` writes vectors and publishes nothing; `… ROOT commit` builds their graph
 * and says how long opening and that took.
 */
import { Random } from '../../src/basics/random.js'
import { dot } from '../../src/basics/vectors.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { clusteredVectors, documents, rowOf, unit } from '../support/vectors.js'
import { seconds } from './encode-bench.js'

const BATCH = 1000
/** Vectors around each centre, and their distance to it. */
const OF_CENTRE = 50
const SPREAD = 0.7
/** Vectors are flattened as by `flattenedVectors`: this direction has half the spread of the first. */
const FLATNESS = 8

const [root, what, size, dimension] = process.argv.slice(2)
await (what === 'fill' ? fill(Number(size), Number(dimension)) : commit())

async function fill(rows: number, dimension: number): Promise<void> {
  const identity = { model: 'none', fingerprint: '0'.repeat(64), dimension }
  const index = await EmbeddedIndex.create(root!, 'x', identity)
  const count = Math.ceil(rows / OF_CENTRE)
  const centres = clusteredVectors(count, dimension, 1, Math.ceil(count / OF_CENTRE))
  const random = new Random(2)
  const noise = SPREAD / Math.sqrt(dimension)
  const mirror = unit(Array.from({ length: dimension }, () => random.normal()))
  for (let from = 0; from < rows; from += BATCH) {
    const values = new Float32Array(BATCH * dimension)
    for (let i = 0; i < BATCH; i++) {
      const centre = rowOf(centres, random.below(count))
      const flat = centre.map((x, d) => (x + noise * random.normal()) / (1 + d / FLATNESS))
      const along = dot(flat, mirror)
      values.set(unit(flat.map((x, d) => x - 2 * along * mirror[d]!)), i * dimension)
    }
    await index.write(documents(BATCH, { from }), { values, rows: BATCH, dimension })
  }
  await index.close()
}

async function commit(): Promise<void> {
  let index!: EmbeddedIndex
  const open = await seconds(async () => {
    index = await EmbeddedIndex.open(root!, 'x', { mode: 'writer' })
  })
  const build = await seconds(() => index.commit())
  const { graph } = await index.stats()
  await index.close()
  const { user, system } = process.cpuUsage()
  const peak = process.resourceUsage().maxRSS / 2 ** 20
  console.log(JSON.stringify({ open, build, processor: (user + system) / 1e6, peak, graph }))
}
