import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutCopies } from '../../src/search/copies.js'

const TEXT = 'Öğrenme hızı büyük seçilirse eğitim ıraksar.'
const LONG = `Kısaca: ${TEXT} Küçük seçilirse eğitim uzun sürer, ve en iyi değere varmadan durulur.`

function collapsed(texts: Record<string, string>): Record<string, string[]> {
  const hits = Object.entries(texts).map(([id, text]) => ({ id, text }))
  return Object.fromEntries(
    withoutCopies(hits).map(({ id, copies = 0, copyIds = [] }) => {
      assert.equal(copies, copyIds.length)
      return [id, copyIds]
    }),
  )
}

test('the same words are one hit, however they are written', () => {
  assert.deepEqual(collapsed({ a: TEXT, b: 'ÖĞRENME HIZI büyük seçilirse eğitim ıraksar', c: 'başka' }), {
    a: ['b'],
    c: [],
  })
  assert.deepEqual(collapsed({ a: 'k-NN', b: 'K-nn', c: '…', d: '!' }), { a: ['b'], c: [], d: [] })
})

test('what a better hit contains is left out', () => {
  assert.deepEqual(collapsed({ a: LONG, b: TEXT, c: `${TEXT} Başka bir şey daha.` }), { a: ['b'], c: [] })
})

test('what adds less than a better hit says is left out, what adds more stays', () => {
  assert.deepEqual(collapsed({ a: TEXT, b: `Not: ${TEXT}`, c: LONG }), { a: ['b'], c: [] })
})

test('words within words, and titles, are not taken for copies', () => {
  assert.deepEqual(collapsed({ a: LONG, b: 'Öğrenme hızı', c: 'me hızı büyük seçilirse eğitim ıraksar' }), {
    a: [],
    b: [],
    c: [],
  })
})

test('each hit is left out for one that stays, and the order is kept', () => {
  const found = collapsed({ a: TEXT, b: LONG, c: TEXT, d: `${LONG} Son.`, e: LONG })
  assert.deepEqual(found, { a: ['c'], b: ['d', 'e'] })
})
