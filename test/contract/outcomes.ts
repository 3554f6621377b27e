import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AnlamError } from '../../src/errors.js'
import type { IndexedDocument, SearchIndex, WriteOutcome } from '../../src/index/types.js'
import { clusteredVectors, rowOf } from '../support/vectors.js'
import type { Engine } from './engine.js'
import { DIMENSION } from './identity.js'

function holding(id: string, passages: readonly string[], version = 1): IndexedDocument {
  return {
    document: { id, source: 'test', metadata: { version } },
    hash: `${id} ${version}`,
    passages: passages.map(passage => ({
      id: passage,
      documentId: id,
      text: `metin ${id}`,
      start: 0,
      end: 7,
    })),
  }
}

/** Writes with one vector for each passage, unlike those of other seeds. */
const write = (
  index: SearchIndex,
  documents: readonly IndexedDocument[],
  seed: number,
): Promise<WriteOutcome[]> =>
  index.write(
    documents,
    clusteredVectors(documents.flatMap(({ passages }) => passages).length, DIMENSION, seed),
  )

const statusOf = (outcomes: readonly WriteOutcome[]): string[] =>
  outcomes.map(({ id, status }) => `${id} ${status}`)

/** Documents with their versions and passages, as they are in an index. */
async function held(index: SearchIndex): Promise<string[]> {
  const listed = await index.documents({ limit: 100 })
  const found = await Promise.all(listed.map(({ id }) => index.document(id)))
  return found.map(each => {
    const { document, passages } = each!
    return `${document.id} ${document.metadata.version}: ${passages.map(({ id }) => id).join(' ')}`
  })
}

/** What a write says of each document. */
export function outcomesContract(name: string, engine: Engine): void {
  describe(`SearchIndex contract, outcomes of writes: ${name}`, () => {
    test('each document that is written is named, in order', async t => {
      const index = await engine.create(t)
      assert.deepEqual(await write(index, [holding('b', ['b']), holding('a', ['a', 'a#2'])], 1), [
        { id: 'b', status: 'written' },
        { id: 'a', status: 'written' },
      ])
      assert.deepEqual(await write(index, [], 1), [])
    })

    test('a document with a passage id that another one holds is refused alone, with an error that names both', async t => {
      const index = await engine.create(t)
      await write(index, [holding('a', ['a', 'a#2'])], 1)
      const documents = [holding('x', ['x']), holding('thief', ['own', 'a#2']), holding('y', ['y', 'y#2'])]
      const vectors = clusteredVectors(5, DIMENSION, 2)
      const outcomes = await index.write(documents, vectors)
      assert.deepEqual(statusOf(outcomes), ['x written', 'thief refused', 'y written'])
      const [, refused] = outcomes
      assert.ok(refused?.status === 'refused' && refused.error instanceof AnlamError)
      assert.equal(refused.error.code, 'invalid-input')
      assert.match(refused.error.message, /"thief".*"a#2".*"a"/)
      assert.deepEqual(await held(index), ['a 1: a a#2', 'x 1: x', 'y 1: y y#2'])
      // Each of the others has its own vectors.
      for (const [row, id] of [
        [0, 'x'],
        [3, 'y'],
        [4, 'y#2'],
      ] as const) {
        const [vector] = await index.vectors([id])
        assert.deepEqual(vector, rowOf(vectors, row))
        assert.equal((await index.search(rowOf(vectors, row), { k: 1 }))[0]!.id, id)
      }
    })

    test('a refused document stays as it was, with the passages that it held', async t => {
      const index = await engine.create(t)
      await write(index, [holding('a', ['a']), holding('b', ['b', 'b#2'])], 1)
      const outcomes = await write(index, [holding('b', ['b', 'a'], 2), holding('c', ['b#2'], 2)], 2)
      assert.deepEqual(statusOf(outcomes), ['b refused', 'c refused'])
      assert.deepEqual(await held(index), ['a 1: a', 'b 1: b b#2'])
    })

    test('passage ids may change hands within a write', async t => {
      const index = await engine.create(t)
      await write(index, [holding('a', ['1', '2']), holding('b', ['3'])], 1)
      const swapped = [holding('b', ['1'], 2), holding('a', ['3'], 2), holding('c', ['2'], 2)]
      assert.deepEqual(statusOf(await write(index, swapped, 2)), ['b written', 'a written', 'c written'])
      assert.deepEqual(await held(index), ['a 2: 3', 'b 2: 1', 'c 2: 2'])
    })

    test('of two documents of a write with the same passage id the first is written', async t => {
      const index = await engine.create(t)
      const outcomes = await write(
        index,
        [holding('a', ['1']), holding('b', ['2', '1']), holding('c', ['2'])],
        1,
      )
      assert.deepEqual(statusOf(outcomes), ['a written', 'b refused', 'c written'])
    })

    test('a write of which nothing was taken is no write', async t => {
      const index = await engine.create(t)
      await write(index, [holding('a', ['a'])], 1)
      const revision = await index.revision()
      assert.deepEqual(statusOf(await write(index, [holding('b', ['a'])], 2)), ['b refused'])
      assert.equal(await index.revision(), revision)
    })

    test('where the call is wrong, nothing is written, not even what could be', async t => {
      const index = await engine.create(t)
      const documents = [holding('a', ['a']), holding('b', ['b'])]
      const vectors = clusteredVectors(2, DIMENSION, 1)
      vectors.values.fill(0, DIMENSION)
      await assert.rejects(index.write(documents, vectors), { code: 'invalid-input' })
      assert.deepEqual(await held(index), [])
    })
  })
}
