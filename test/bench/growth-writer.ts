/** `node growth-writer.js ROOT PASSAGES TAIL DIMENSION`: indexes PASSAGES, commits, writes TAIL more, and waits. */
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { clusteredVectors, documents } from '../support/vectors.js'

const BATCH = 1000
const [root, passages, tail, dimension] = process.argv.slice(2)
const index = await EmbeddedIndex.create(root!, 'x', {
  model: 'none',
  fingerprint: '0'.repeat(64),
  dimension: Number(dimension),
})
let at = 0
const grow = async (to: number): Promise<void> => {
  for (; at < to; at += BATCH)
    await index.write(documents(BATCH, { from: at }), clusteredVectors(BATCH, Number(dimension), at, 400))
}
const started = performance.now()
await grow(Number(passages))
const built = performance.now()
await index.commit()
const committed = performance.now()
await grow(Number(passages) + Number(tail))
console.log(JSON.stringify({ build: (built - started) / 1000, commit: (committed - built) / 1000 }))
setInterval(() => undefined, 1000)
