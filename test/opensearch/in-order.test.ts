import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { inOrder } from '../../src/index/opensearch/in-order.js'

const PAGES = 50
const SIZE = 10

/** Every fourth number from `first`, in pages; counts those that were handed out. */
function source(first: number, held: { pages: number; ended: number }): AsyncGenerator<number[]> {
  return (async function* () {
    try {
      for (let page = 0; page < PAGES; page++) {
        await turn()
        held.pages++
        yield Array.from({ length: SIZE }, (_, i) => first + 4 * (page * SIZE + i))
      }
    } finally {
      held.ended++
    }
  })()
}

test('sources are read in one order, and no further ahead than two pages of each', async () => {
  const held = { pages: 0, ended: 0 }
  let taken = 0
  for await (const number of inOrder(
    [0, 1, 2, 3].map(first => source(first, held)),
    x => x,
  )) {
    assert.equal(number, taken++)
    await turn()
    assert.ok(held.pages * SIZE - taken <= 4 * 2 * SIZE, `${held.pages} pages for ${taken} numbers`)
  }
  assert.deepEqual([taken, held.ended], [4 * PAGES * SIZE, 4])
})

test('one long source holds up none that is short or empty', async () => {
  const held = { pages: 0, ended: 0 }
  const empty = (async function* (): AsyncGenerator<number[]> {
    yield []
    yield [5]
    yield []
  })()
  const found: number[] = []
  for await (const number of inOrder([source(0, held), empty], x => x)) found.push(number)
  assert.equal(found.length, PAGES * SIZE + 1)
  assert.deepEqual(
    found,
    [...found].sort((a, b) => a - b),
  )
})

test('all sources end when the reader leaves or one of them fails', async () => {
  const held = { pages: 0, ended: 0 }
  for await (const number of inOrder([source(0, held), source(1, held)], x => x)) if (number > 20) break
  assert.equal(held.ended, 2)
  const failing = (async function* (): AsyncGenerator<number[]> {
    yield [1, 2]
    throw new Error('lost')
  })()
  const read = async (): Promise<void> => {
    for await (const _ of inOrder([source(0, held), failing], x => x));
  }
  await assert.rejects(read, /lost/)
  assert.equal(held.ended, 3)
})
