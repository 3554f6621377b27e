import type { TestContext } from 'node:test'
import { EmbeddedIndex } from '../../src/index/embedded/engine.js'
import { MemoryIndex } from '../../src/index/memory.js'
import type { SearchIndex } from '../../src/index/types.js'
import { ThreadedIndex } from '../../src/threads/threaded-index.js'
import { scratch } from '../support/scratch.js'
import { IDENTITY } from './identity.js'
import { lexicalContract } from './lexical.js'
import { type Engine, searchIndexContract } from './search-index.js'

async function closing<T extends SearchIndex>(t: TestContext, index: T): Promise<T> {
  t.after(() => index.close().catch(() => undefined))
  return index
}

const engines: Record<string, Engine> = {
  'memory (the oracle)': {
    create: async () => new MemoryIndex('test', IDENTITY),
    recall: 1,
  },
  embedded: {
    create: async t => closing(t, await EmbeddedIndex.create(scratch(t), 'test', IDENTITY)),
    recall: 0.98,
  },
  threaded: {
    create: async t => closing(t, await ThreadedIndex.create(scratch(t), 'test', IDENTITY)),
    recall: 0.98,
  },
}
for (const [name, engine] of Object.entries(engines)) {
  searchIndexContract(name, engine)
  lexicalContract(name, engine)
}
