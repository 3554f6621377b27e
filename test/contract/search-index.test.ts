import type { TestContext } from 'node:test'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { ThreadedIndex } from '../../src/index/embedded/threaded-index.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { SearchIndex } from '../../src/index/types.js'
import { scratch } from '../support/scratch.js'
import { besideWriterContract } from './beside-writer.js'
import type { Engine } from './engine.js'
import { facetsContract } from './facets.js'
import { IDENTITY } from './identity.js'
import { lexicalContract } from './lexical.js'
import { lexicalScoresContract } from './lexical-scores.js'
import { nearestContract } from './nearest.js'
import { outcomesContract } from './outcomes.js'
import { readsContract } from './reads.js'
import { recordsContract } from './records.js'
import { searchIndexContract } from './search-index.js'

async function closing<T extends SearchIndex>(t: TestContext, index: T): Promise<T> {
  t.after(() => index.close().catch(() => undefined))
  return index
}

const createMemory = async (): Promise<SearchIndex> => new MemoryIndex('test', IDENTITY)
const createEmbedded = async (t: TestContext): Promise<SearchIndex> =>
  closing(t, await EmbeddedIndex.create(scratch(t), 'test', IDENTITY))
const createThreaded = async (t: TestContext, root = scratch(t)): Promise<SearchIndex> =>
  closing(t, await ThreadedIndex.create(root, 'test', IDENTITY))

const engines: Record<string, Engine> = {
  'memory (the oracle)': { create: createMemory, recall: 1 },
  embedded: { create: createEmbedded, recall: 0.98 },
  threaded: { create: t => createThreaded(t), recall: 0.98 },
}
for (const [name, engine] of Object.entries(engines)) {
  searchIndexContract(name, engine)
  nearestContract(name, engine)
  outcomesContract(name, engine)
  readsContract(name, engine)
  recordsContract(name, engine)
  facetsContract(name, engine)
  lexicalContract(name, engine)
  lexicalScoresContract(name, engine)
}

for (const [name, create] of Object.entries({ memory: createMemory, embedded: createEmbedded }))
  besideWriterContract(`${name}, read by who writes it`, async t => {
    const index = await create(t)
    return { writer: index, reader: index }
  })
for (const [name, Reader] of Object.entries({ embedded: EmbeddedIndex, threaded: ThreadedIndex }))
  besideWriterContract(`${name}, written in another thread`, async t => {
    const root = scratch(t)
    const writer = await createThreaded(t, root)
    return { writer, reader: await closing(t, await Reader.open(root, 'test', { mode: 'reader' })) }
  })
