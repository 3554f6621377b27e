import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AnlamError } from '../../src/errors.js'
import { highlighter, snippet } from '../../src/search/highlight.js'
import { parseQuery } from '../../src/search/query-language.js'

test('plain words match any of them, without those that every text has', () => {
  const { wording, demands, text } = parseQuery('dropout nedir ve ne işe yarar')
  assert.deepEqual(wording, {
    any: [
      { word: 'dropout' },
      { word: 'işe' },
      { word: 'yarar' },
      { phrase: ['seyreltme'] },
      { phrase: ['bırakma'] },
      { phrase: ['iletim sönümü'] },
      { phrase: ['düğüm seyreltme'] },
    ],
  })
  assert.equal(demands, false)
  assert.equal(text, 'dropout nedir ve ne işe yarar')
  assert.deepEqual(parseQuery('ne o').wording, { any: [{ word: 'ne' }, { word: 'o' }] })
})

test('quotes, signs, stars, operators and parentheses mean what they mean elsewhere', () => {
  const of = (query: string) => parseQuery(query).wording
  assert.deepEqual(of('"aşırı öğrenme"'), { any: [{ phrase: ['aşırı öğrenme'] }] })
  assert.deepEqual(of('öğren*'), { any: [{ prefix: 'öğren' }] })
  assert.deepEqual(of('model -derin'), {
    match: { any: [{ word: 'model' }] },
    not: { any: [{ word: 'derin' }] },
  })
  const both = { all: [{ word: 'a1' }, { word: 'b1' }] }
  assert.deepEqual(of('a1 AND b1'), both)
  assert.deepEqual(of('a1 VE b1'), both)
  assert.deepEqual(of('+a1 +b1'), both)
  assert.deepEqual(of('a1 OR b1'), { any: [{ any: [{ word: 'a1' }] }, { any: [{ word: 'b1' }] }] })
  assert.deepEqual(of('(a1 OR b1) NOT c1'), {
    match: { any: [{ any: [{ any: [{ word: 'a1' }] }, { any: [{ word: 'b1' }] }] }] },
    not: { any: [{ word: 'c1' }] },
  })
  assert.deepEqual(of('a1 +b1'), {
    any: [{ all: [{ word: 'b1' }, { any: [{ word: 'a1' }] }] }, { all: [{ word: 'b1' }] }],
  })
})

test('what is demanded is known, and excluded words are not encoded', () => {
  assert.equal(parseQuery('model -derin').demands, true)
  assert.equal(parseQuery('model -derin').text, 'model')
  assert.equal(parseQuery('"tam böyle"').demands, true)
  assert.throws(
    () => parseQuery('-derin'),
    (error: unknown) => error instanceof AnlamError && error.code === 'invalid-input',
  )
})

test('whatever is typed is read, or refused with a reason', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '"',
      '(',
      ')',
      '+',
      '-',
      '*',
      ' ',
      ' AND ',
      ' OR ',
      ' NOT ',
      ' VEYA ',
      '“',
      '»',
      'a1',
      'öğren',
      '\0',
    ),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
      try {
        const { wording } = parseQuery(pieces.join(''))
        highlighter(wording)('öğrenme a1 model')
      } catch (error) {
        assert.ok(error instanceof AnlamError, String(error))
      }
    }),
    { numRuns: 2000 },
  )
})

test('highlights are where the words are, in any form', () => {
  const text = 'Modelin aşırı öğrenmesi, öğrenme oranıyla artar.'
  const marked = (query: string) =>
    highlighter(parseQuery(query).wording)(text).map(({ start, end }) => text.slice(start, end))
  assert.deepEqual(marked('ogrenme'), ['öğrenmesi', 'öğrenme'])
  assert.deepEqual(marked('"aşırı öğrenme"'), ['aşırı öğrenmesi'])
  assert.deepEqual(marked('overfitting'), ['aşırı öğrenmesi'])
  assert.deepEqual(marked('ora*'), ['oranıyla'])
})

test('a snippet holds the first match, and is cut between words', () => {
  const text = `${'uzun bir giriş '.repeat(30)}ŞİMDİ öğrenme ${'ve sonu '.repeat(50)}`
  const at = text.indexOf('öğrenme')
  const cut = snippet(text, [{ start: at, end: at + 7 }], 120)
  assert.ok(cut.text.length < 200)
  const [mark] = cut.highlights
  assert.equal(cut.text.slice(mark!.start, mark!.end), 'öğrenme')
  assert.match(cut.text, /^…\S.*…$/)
})

test('words that every object knows are words', () => {
  assert.deepEqual(parseQuery('constructor toString').wording, {
    any: [{ word: 'constructor' }, { word: 'toString' }],
  })
})
