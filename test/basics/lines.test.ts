import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cutLines, LongLine, splitLines } from '../../src/basics/lines.js'

async function* of(chunks: string[]): AsyncGenerator<string> {
  yield* chunks
}

async function lines(chunks: string[]): Promise<string[]> {
  const out: string[] = []
  for await (const { text, number } of splitLines(of(chunks))) {
    assert.equal(number, out.length + 1)
    out.push(text)
  }
  return out
}

test('the lines do not depend on how the text is cut into chunks', async () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'ş', '\n', '\r', '\r\n', ' '), maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async chunks => {
      const expected = chunks.join('').split(/\r\n|\r|\n/)
      if (expected.at(-1) === '') expected.pop()
      assert.deepEqual(await lines(chunks), expected)
    }),
  )
})

test('a line that is too long is counted and skipped, and the next one is complete', async () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'ş', '\n', '\r\n'), maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async chunks => {
      const expected = chunks.join('').split(/\r\n|\n/)
      if (expected.at(-1) === '') expected.pop()
      const got: (string | null)[] = []
      for await (const line of cutLines(of(chunks), 3)) {
        assert.equal(line.number, got.length + 1)
        got.push(line instanceof LongLine ? null : line.text)
      }
      assert.deepEqual(
        got,
        expected.map(text => (text.length > 3 ? null : text)),
      )
    }),
  )
})
