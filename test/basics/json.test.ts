import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LongNumber, parseJson } from '../../src/basics/json.js'

test('JSON without long numbers is parsed like by JSON.parse, and invalid JSON is refused', () => {
  fc.assert(
    fc.property(fc.json({ noUnicodeString: false }), text => {
      assert.deepEqual(parseJson(text), JSON.parse(text))
    }),
    { numRuns: 500 },
  )
  for (const text of [
    '',
    '01234567890123456789',
    '{"a":1234567890123456789',
    '"\\',
    '12345678901234567890"',
    '- 1e5',
    '[1e5e5]',
  ])
    assert.throws(() => parseJson(text), SyntaxError, text)
})

test('a number is a LongNumber if a double would change its digits, and a number otherwise', () => {
  const kept = [
    '0',
    '-0',
    '1.50',
    '1e3',
    '15E-1',
    '9007199254740992',
    '1e22',
    '0.30000000000000004',
    '100000000000000000000',
    '5e-324',
  ]
  for (const text of kept) assert.equal(parseJson(text), JSON.parse(text), text)
  const long = [
    '9007199254740993',
    '-1610521604143693813',
    '1e999',
    '-1e400',
    '1e-400',
    '0.10000000000000000001',
    '1610521604143693813.0',
    '123456789012345678e-3',
  ]
  for (const text of long) assert.deepEqual(parseJson(`{"a":[${text}]}`), { a: [new LongNumber(text)] }, text)
})

test('digits in strings stay unchanged, whatever quotes and backslashes precede them', () => {
  const piece = fc.constantFrom('9007199254740993', '"', '\\', ':', ',', 'a', '\n', '1e999', 'ş', '\ud800')
  const value = fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(''))
  fc.assert(
    fc.property(fc.dictionary(value, value), row => {
      const text = `{"uzun":9007199254740993,"satır":${JSON.stringify(row)}}`
      const { satır, uzun } = parseJson(text) as { satır: object; uzun: LongNumber }
      assert.deepEqual([JSON.stringify(satır), uzun.text], [JSON.stringify(row), '9007199254740993'])
    }),
    { numRuns: 500 },
  )
  assert.deepEqual(Object.keys(parseJson('{"__proto__":9007199254740993}') as object), ['__proto__'])
})
