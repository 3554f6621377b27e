import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { splitLines } from '../src/lines.js'

async function lines(chunks: string[]): Promise<string[]> {
  async function* source(): AsyncGenerator<string> {
    yield* chunks
  }
  const out: string[] = []
  for await (const { text, number } of splitLines(source())) {
    assert.equal(number, out.length + 1)
    out.push(text)
  }
  return out
}

test('however the text arrives in pieces, its lines are the same', async () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'ş', '\n', '\r', '\r\n', ' '), maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async chunks => {
      const expected = chunks.join('').split(/\r\n|\r|\n/)
      if (expected.at(-1) === '') expected.pop()
      assert.deepEqual(await lines(chunks), expected)
    }),
  )
})
