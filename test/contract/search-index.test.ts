import type { TestContext } from 'node:test'
import { EmbeddedIndex } from '../../src/index/embedded/engine.js'
import { MemoryIndex } from '../../src/index/memory.js'
import type { SearchIndex } from '../../src/index/types.js'
import { ThreadedIndex } from '../../src/threads/threaded-index.js'
import { scratch } from '../support/scratch.js'
import { IDENTITY, searchIndexContract } from './search-index.js'

async function closing<T extends SearchIndex>(t: TestContext, index: T): Promise<T> {
  t.after(() => index.close().catch(() => undefined))
  return index
}

searchIndexContract('memory (the oracle)', {
  create: async () => new MemoryIndex('test', IDENTITY),
  recall: 1,
})
searchIndexContract('embedded', {
  create: async t => closing(t, await EmbeddedIndex.create(scratch(t), 'test', IDENTITY)),
  recall: 0.98,
})
searchIndexContract('threaded', {
  create: async t => closing(t, await ThreadedIndex.create(scratch(t), 'test', IDENTITY)),
  recall: 0.98,
})
