import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { type Capabilities, capabilityOf, type IndexEngine } from '../../src/index/engine.js'
import type { SearchIndex } from '../../src/index/types.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, documents, rowOf } from '../support/vectors.js'
import { DIMENSION, IDENTITY } from './identity.js'

const CAPABILITIES: Record<keyof Capabilities, true> = {
  verify: true,
  repair: true,
  rename: true,
  backup: true,
  restore: true,
  snapshot: true,
  restoreSnapshot: true,
}
const NO_NAMES = ['', '.', '..', '.anlam', '-a', 'a/b', 'a\\b', 'a b', 'a\0', '\ud800', 'a'.repeat(65)]
/** Names that indexes may have had once, and new ones may not. */
const NOT_FOR_NEW = ['a.', 'con', 'keys.json', '𐐀'.repeat(64)]
const NO_KEYS = ['', 'manifest', 'Calibration', '../calibration', 'a.b', 'a/b', '-a', 'a'.repeat(64)]

const VECTORS = clusteredVectors(3, DIMENSION, 1)

/** What every IndexEngine must do. */
export function indexEngineContract(name: string, createEngine: (t: TestContext) => IndexEngine): void {
  const started = (t: TestContext) => {
    const engine = createEngine(t)
    const opened: SearchIndex[] = []
    t.after(() => Promise.all(opened.map(index => index.close().catch(() => undefined))))
    const kept = async <T extends SearchIndex>(opening: Promise<T>): Promise<T> => {
      const index = await opening
      opened.push(index)
      return index
    }
    return {
      engine,
      open: (name: string, mode: 'reader' | 'writer') => kept(engine.open(name, { mode })),
      create: (name: string) => kept(engine.create(name, IDENTITY)),
      /** An index with documents d0, d1 and d2, closed. */
      make: async (name: string): Promise<void> => {
        const index = await engine.create(name, IDENTITY)
        await index.write(documents(3), VECTORS)
        await index.commit()
        await index.close()
      },
    }
  }

  describe(`IndexEngine contract: ${name}`, () => {
    test('a closed index answers nothing any more', async t => {
      const { engine, make } = started(t)
      await make('bir')
      const index = await engine.open('bir', { mode: 'reader' })
      assert.equal((await index.search(rowOf(VECTORS, 0), { k: 1 })).length, 1)
      await index.close()
      for (const attempt of [
        () => index.search(rowOf(VECTORS, 0), { k: 1 }),
        () => index.get(['d0']),
        () => index.sample(1),
        () => index.scan()[Symbol.asyncIterator]().next(),
        () => index.stats(),
        () => index.revision(),
      ])
        await assert.rejects(attempt, { code: 'not-found' })
    })

    test('of an index that is not there nothing is known', async t => {
      const { engine } = started(t)
      assert.deepEqual(await engine.list(), [])
      assert.equal(await engine.describe('yok'), undefined)
      assert.equal(await engine.metadata('yok', 'calibration'), undefined)
      for (const attempt of [
        () => engine.open('yok', { mode: 'reader' }),
        () => engine.open('yok', { mode: 'writer' }),
        () => engine.delete('yok'),
        () => engine.setMetadata('yok', 'calibration', {}),
      ])
        await assert.rejects(attempt, { code: 'not-found', message: /yok/ })
      assert.deepEqual(await engine.list(), [])
    })

    test('an index that was created is listed, described, and open for writing', async t => {
      const { engine, open } = started(t)
      // A prompt may be empty, which is not the same as none.
      const prompts = { query: 'sorgu: ', document: '' }
      const identity = { ...IDENTITY, unit: 'sentence', prompts } as const
      const index = await engine.create('O\u0308dev', identity)
      await index.write(documents(3), VECTORS)
      await index.commit()
      await index.close()
      await (await engine.create('a', IDENTITY)).close()
      assert.deepEqual(await engine.list(), ['a', 'Ödev'])
      assert.deepEqual(await engine.describe('Ödev'), { ...identity, name: 'Ödev', id: index.id })
      const { id, ...described } = (await engine.describe('a'))!
      assert.deepEqual(described, { ...IDENTITY, name: 'a' })
      assert.notEqual(id, index.id)
      const reader = await open('O\u0308dev', 'reader')
      assert.deepEqual([reader.name, reader.id, reader.warning], ['Ödev', index.id, null])
      assert.deepEqual(reader.identity, identity)
      assert.equal((await reader.search(rowOf(VECTORS, 1), { k: 1 }))[0]!.id, 'd1')
    })

    test('a name is given once, whatever its case; the index that has it stays as it is', async t => {
      const { engine, make, open } = started(t)
      await make('Notlar')
      for (const name of ['Notlar', 'notlar', 'NOTLAR'])
        await assert.rejects(engine.create(name, IDENTITY), { code: 'already-exists' }, name)
      assert.deepEqual(await engine.list(), ['Notlar'])
      assert.equal((await (await open('Notlar', 'reader')).stats()).documents, 3)
      await assert.rejects(open('notlar', 'reader'), { code: 'not-found' })
    })

    test('what is no name is refused wherever a name is asked for', async t => {
      const { engine } = started(t)
      for (const name of NO_NAMES)
        for (const attempt of [
          () => engine.open(name, { mode: 'reader' }),
          () => engine.create(name, IDENTITY),
          () => engine.describe(name),
          () => engine.size(name),
          () => engine.delete(name),
          () => engine.metadata(name, 'calibration'),
          () => engine.setMetadata(name, 'calibration', {}),
        ])
          await assert.rejects(attempt, { code: 'invalid-input' }, JSON.stringify(name))
      for (const name of NOT_FOR_NEW)
        await assert.rejects(engine.create(name, IDENTITY), { code: 'invalid-input' }, name)
      assert.deepEqual(await engine.list(), [])
    })

    test('one writes, any number read; closing one leaves the others open', async t => {
      const { create, open } = started(t)
      const writer = await create('a')
      await assert.rejects(open('a', 'writer'), { code: 'unavailable', message: /index a/ })
      const [first, second] = [await open('a', 'reader'), await open('a', 'reader')]
      await assert.rejects(first.write(documents(3), VECTORS), { code: 'invalid-input' })
      await assert.rejects(first.remove(['d0']), { code: 'invalid-input' })
      await writer.write(documents(3), VECTORS)
      assert.equal((await first.stats()).documents, 3)
      await first.close()
      await writer.close()
      await assert.rejects(writer.write(documents(3), VECTORS), { code: 'not-found' })
      assert.equal((await second.stats()).documents, 3)
      const next = await open('a', 'writer')
      assert.equal(await next.remove(['d0']), 1)
      assert.equal((await second.search(rowOf(VECTORS, 1), { k: 5 })).length, 2)
    })

    test('a deleted index is gone with its metadata, also for the next one of its name', async t => {
      const { engine, create, make } = started(t)
      await make('a')
      await make('b')
      await engine.setMetadata('a', 'calibration', { curve: [] })
      const { id } = (await engine.describe('a'))!
      await engine.delete('a')
      assert.deepEqual(await engine.list(), ['b'])
      assert.equal(await engine.describe('a'), undefined)
      assert.equal(await engine.metadata('a', 'calibration'), undefined)
      await assert.rejects(engine.open('a', { mode: 'reader' }), { code: 'not-found' })
      await assert.rejects(engine.delete('a'), { code: 'not-found' })
      const next = await create('a')
      assert.notEqual(next.id, id)
      assert.equal((await next.stats()).documents, 0)
      assert.equal(await engine.metadata('a', 'calibration'), undefined)
    })

    test('the size of an index is known without opening it, also while it is being written', async t => {
      const { engine, create } = started(t)
      await assert.rejects(engine.size('a'), { code: 'not-found', message: /index a/ })
      const writer = await create('a')
      assert.deepEqual({ ...(await engine.size('a')), bytes: 0 }, { documents: 0, passages: 0, bytes: 0 })
      await writer.write(documents(3), VECTORS)
      await writer.remove(['d1'])
      const { bytes, ...counts } = await engine.size('a')
      assert.deepEqual(counts, { documents: 2, passages: 2 })
      assert.equal(bytes > 0, (await writer.stats()).bytes > 0)
    })

    test('an index that is being written is not deleted', async t => {
      const { engine, create } = started(t)
      const writer = await create('a')
      await assert.rejects(engine.delete('a'), { code: 'unavailable', message: /index a/ })
      await writer.write(documents(3), VECTORS)
      await writer.close()
      await engine.delete('a')
      assert.deepEqual(await engine.list(), [])
    })

    test('a successor is found by nobody until it takes the place of its index, whole and with its metadata', async t => {
      const { engine, make, open } = started(t)
      await make('a')
      const { successors } = engine
      assert.equal(await successors.describe('a'), undefined)
      const reader = await open('a', 'reader')
      const revision = await reader.revision()
      await assert.rejects(engine.supersede('a', revision), { code: 'not-found' })
      const fingerprint = 'f'.repeat(64)
      const next = await successors.create('a', { ...IDENTITY, fingerprint })
      await assert.rejects(successors.create('a', IDENTITY), { code: 'already-exists' })
      await next.write(documents(2, { from: 7 }), clusteredVectors(2, DIMENSION, 2))
      await next.commit()
      await assert.rejects(engine.supersede('a', revision), { code: 'unavailable' })
      await next.close()
      await engine.setMetadata('a', 'calibration', 'former')
      await successors.setMetadata('a', 'glossary', 'next')
      const { id } = next
      assert.deepEqual([await engine.list(), (await engine.describe('a'))!.id === id], [['a'], false])
      assert.equal((await engine.size('a')).documents, 3)
      assert.equal((await reader.get(['d1']))[0]?.id, 'd1')
      const writer = await open('a', 'writer')
      await assert.rejects(engine.supersede('a', revision), { code: 'unavailable' })
      await writer.close()
      await assert.rejects(engine.supersede('a', 'of another time'), {
        code: 'unavailable',
        message: /written/,
      })

      await engine.supersede('a', revision)
      assert.deepEqual(await engine.list(), ['a'])
      const described = (await engine.describe('a'))!
      assert.deepEqual([described.id, described.fingerprint], [id, fingerprint])
      assert.equal(await successors.describe('a'), undefined)
      assert.equal(await engine.metadata('a', 'calibration'), undefined)
      assert.equal(await engine.metadata('a', 'glossary'), 'next')
      const opened = await open('a', 'writer')
      assert.deepEqual(
        (await opened.get(['d1', 'd7'])).map(found => found?.id),
        [undefined, 'd7'],
      )
      await assert.rejects(engine.create('a', IDENTITY), { code: 'already-exists' })
      // Again, and with what is half made of a third when the index is deleted.
      await opened.remove(['d7'])
      const later = await opened.revision()
      await opened.close()
      await (await successors.create('a', IDENTITY)).close()
      await engine.supersede('a', later)
      assert.equal((await engine.size('a')).documents, 0)
      await (await successors.create('a', IDENTITY)).close()
      await engine.delete('a')
      assert.deepEqual([await engine.list(), await successors.describe('a')], [[], undefined])
      await make('a')
    })

    test('metadata are JSON values by index and key: kept, replaced, forgotten', async t => {
      const { engine, make, open } = started(t)
      await make('a')
      await make('b')
      const value = { curve: [{ score: 0.1, probability: 0.25 }], text: 'ığüşöç', none: null }
      await engine.setMetadata('a', 'calibration', value)
      await engine.setMetadata('a', 'reviewed-pairs', [])
      await engine.setMetadata('b', 'calibration', 0)
      assert.deepEqual(await engine.metadata('a', 'calibration'), value)
      assert.deepEqual(await engine.metadata('a', 'reviewed-pairs'), [])
      assert.equal(await engine.metadata('b', 'calibration'), 0)
      assert.equal(await engine.metadata('b', 'reviewed-pairs'), undefined)
      value.text = 'changed by the caller, later'
      assert.notDeepEqual(await engine.metadata('a', 'calibration'), value)
      // Also while it is being written: what is remembered of an index is not in it.
      await open('a', 'writer')
      await engine.setMetadata('a', 'calibration', 'next')
      assert.equal(await engine.metadata('a', 'calibration'), 'next')
      await engine.setMetadata('a', 'calibration', undefined)
      await engine.setMetadata('a', 'calibration', undefined)
      assert.equal(await engine.metadata('a', 'calibration'), undefined)
      assert.equal((await engine.describe('a'))!.name, 'a')
      for (const key of NO_KEYS) {
        await assert.rejects(engine.metadata('a', key), { code: 'invalid-input' }, key)
        await assert.rejects(engine.setMetadata('a', key, 1), { code: 'invalid-input' }, key)
      }
    })

    test('who watches is told which indexes there are, and tells one from the next of its name', async t => {
      const { engine, make } = started(t)
      let told: ReadonlyMap<string, string> = new Map()
      const watch = engine.watch((tokens, asOf) => {
        assert.ok(asOf <= performance.now())
        told = tokens
      })
      const look = async (): Promise<ReadonlyMap<string, string>> => {
        // Whoever asks second must not go on before the first look has ended.
        const [, second] = [watch.refresh(), watch.refresh()]
        await second
        for (const [name, token] of told) assert.equal(await watch.tokenOf(name), token)
        return told
      }
      assert.deepEqual([...(await look()).keys()], [])
      assert.equal(await watch.tokenOf('a'), undefined)
      await make('a')
      await make('b')
      const first = await look()
      assert.deepEqual([...first.keys()].sort(), ['a', 'b'])
      assert.notEqual(first.get('a'), first.get('b'))
      await engine.delete('a')
      assert.deepEqual([...(await look()).keys()], ['b'])
      assert.equal(await watch.tokenOf('a'), undefined)
      await make('a')
      const second = await look()
      assert.notEqual(second.get('a'), first.get('a'))
      assert.equal(second.get('b'), first.get('b'))
    })

    test('what it offers it does, and what it lacks is one clear error', async t => {
      const { engine, make, open } = started(t)
      await make('a')
      await engine.setMetadata('a', 'calibration', { of: 'a' })
      const attempts: { [C in keyof Capabilities]: (work: Capabilities[C]) => Promise<void> } = {
        verify: async verify => {
          const checks = await verify('a')
          assert.ok(checks.length > 0 && checks.every(({ ok }) => ok))
          await assert.rejects(verify('yok'), { code: 'not-found' })
        },
        repair: async repair => {
          const { found, done, documents, lost } = await repair('a')
          assert.deepEqual([found.filter(({ ok }) => !ok), done, documents, lost], [[], [], 3, []])
          await assert.rejects(repair('yok'), { code: 'not-found' })
        },
        rename: async rename => {
          const { id } = (await engine.describe('a'))!
          await make('öteki')
          await assert.rejects(rename('yok', 'b'), { code: 'not-found' })
          for (const taken of ['öteki', 'ÖTEKI', 'a'])
            await assert.rejects(rename('a', taken), { code: 'already-exists' }, taken)
          await assert.rejects(rename('a', 'con'), { code: 'invalid-input' })
          const writer = await open('a', 'writer')
          await assert.rejects(rename('a', 'yeni'), { code: 'unavailable' })
          await writer.close()
          await (await engine.successors.create('a', IDENTITY)).close()
          await assert.rejects(rename('a', 'yeni'), { code: 'unavailable', message: /reindex/ })
          await engine.successors.delete('a')
          await rename('a', 'A')
          await rename('A', 'O\u0308dev')
          assert.deepEqual(await engine.list(), ['öteki', 'Ödev'].sort())
          assert.deepEqual([(await engine.describe('Ödev'))!.id, await engine.describe('a')], [id, undefined])
          assert.deepEqual(await engine.metadata('Ödev', 'calibration'), { of: 'a' })
          const reader = await open('Ödev', 'reader')
          assert.equal((await reader.search(rowOf(VECTORS, 1), { k: 1 }))[0]!.id, 'd1')
          // The name is free.
          await make('a')
          await engine.setMetadata('a', 'calibration', { of: 'a' })
        },
        backup: async backup => {
          const to = join(scratch(t), 'yedek')
          await assert.rejects(backup('yok', to), { code: 'not-found' })
          await backup('a', to)
          await assert.rejects(backup('a', to), { code: 'already-exists' })
        },
        restore: async restore => {
          const folder = scratch(t)
          await assert.rejects(restore(folder, 'b'), { code: 'not-found' })
          const from = join(folder, 'yedek')
          await capabilityOf(engine, 'backup')('a', from)
          await assert.rejects(restore(from, 'a'), { code: 'already-exists' })
          await assert.rejects(restore(from, 'A'), { code: 'already-exists' })
          await assert.rejects(restore(from, 'con'), { code: 'invalid-input' })
          await restore(from, 'b')
          assert.notEqual((await engine.describe('b'))!.id, (await engine.describe('a'))!.id)
          assert.deepEqual(await engine.metadata('b', 'calibration'), { of: 'a' })
          assert.equal((await (await open('b', 'reader')).stats()).documents, 3)
        },
        // Taken and restored in test/opensearch/snapshots.test.ts, which registers a repository.
        snapshot: async snapshot => {
          await assert.rejects(snapshot('a', { repository: 'yok', snapshot: 's' }), { code: 'not-found' })
          await assert.rejects(snapshot('yok', { repository: 'yok', snapshot: 's' }), { code: 'not-found' })
        },
        restoreSnapshot: async restore => {
          await assert.rejects(restore({ repository: 'yok', snapshot: 's' }, 'b'), { code: 'not-found' })
          await assert.rejects(restore({ repository: 'yok', snapshot: 's' }, 'con'), {
            code: 'invalid-input',
          })
        },
      }
      const tryOne = async <C extends keyof Capabilities>(capability: C): Promise<void> => {
        if (engine.capabilities[capability]) return attempts[capability](capabilityOf(engine, capability))
        assert.throws(() => capabilityOf(engine, capability), {
          name: 'AnlamError',
          code: 'invalid-input',
          message: new RegExp(`^the ${engine.name} engine cannot [a-z ]+ an index; \\w`),
        })
      }
      for (const capability of Object.keys(CAPABILITIES)) await tryOne(capability as keyof Capabilities)
      const unknown = Object.keys(engine.capabilities).filter(key => !(key in CAPABILITIES))
      assert.deepEqual(unknown, [])
    })
  })
}
