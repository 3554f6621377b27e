import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AnlamError } from '../../src/errors.js'
import type { LexicalQuery } from '../../src/index/types.js'
import { highlighter, snippet } from '../../src/search/highlight.js'
import { parseQuery } from '../../src/search/query-language.js'

test('plain words match any of them, without those that every text has', () => {
  const { wording, demands, text } = parseQuery('dropout nedir ve ne işe yarar')
  assert.deepEqual(wording, {
    any: [
      { word: 'dropout' },
      { word: 'işe' },
      { word: 'yarar' },
      { name: 'seyreltme' },
      { name: 'bırakma' },
      { name: 'iletim sönümü' },
      { name: 'düğüm seyreltme' },
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

test('other names are looked for beside what is wanted; what is demanded is meant as written, unless ~ asks for them', () => {
  const of = (query: string): string[] => namesIn(parseQuery(query).wording)
  assert.ok(of('asiri ogrenme').includes('overfitting'))
  assert.ok(of('CNN katmanı').includes('evrişimli sinir ağı'))
  assert.ok(of('LDA').includes('doğrusal ayırma analizi') && of('LDA').includes('gizli Dirichlet ayrımı'))
  assert.ok(of('overfitting -dropout').includes('aşırı öğrenme'))
  assert.ok(!of('overfitting -dropout').includes('seyreltme'))
  for (const written of ['"aşırı öğrenme"', '+overfitting', 'overfitting AND model', 'model -overfitting'])
    assert.deepEqual(of(written), [], written)
  for (const asked of ['~"aşırı öğrenme"', '~overfitting', '+~overfitting model', '~overfitting AND model'])
    assert.ok(of(asked).includes('ezberleme'), asked)
  assert.ok(namesIn(parseQuery('model -~overfitting').wording).includes('ezberleme'))
  assert.equal(parseQuery('~"aşırı öğrenme"').demands, true)
  assert.equal(
    parseQuery('~"aşırı öğrenme" nedir').text,
    'aşırı öğrenme nedir',
    'other names are not encoded',
  )
  assert.equal(parseQuery('yaklaşık ~10 katman').text, 'yaklaşık ~10 katman')
})

test('other names are highlighted whole, and forms of other words are not', () => {
  const marked = (query: string, text: string): string[] =>
    highlighter(parseQuery(query).wording)(text).map(({ start, end }) => text.slice(start, end))
  assert.deepEqual(marked('CNN', 'Evrişimli sinir ağları da bir ağdır.'), ['Evrişimli sinir ağları'])
  assert.deepEqual(marked('asiri ogrenme', "Overfitting'i azaltır."), ["Overfitting'i"])
  assert.deepEqual(marked('"CNN"', 'Evrişimli sinir ağı'), [])
  assert.deepEqual(marked('veri', 'Verir, veriler, verinin, verileri, verilir.'), [
    'veriler',
    'verinin',
    'verileri',
  ])
  assert.deepEqual(marked('veriler', 'Veri verilir.'), ['Veri'])
  assert.deepEqual(marked('şehrin', 'Şehir şehri şehirler'), ['Şehir', 'şehri', 'şehirler'])
})

test('other names are few, and none are looked for beside a long text', () => {
  const names = namesIn(parseQuery('LR MSE RNN CNN GAN LSTM SVM PCA LDA NLP recall overfitting').wording)
  assert.ok(names.length <= 32 && new Set(names).size === names.length, names.join(', '))
  assert.deepEqual(namesIn(parseQuery('overfitting '.repeat(50)).wording), [])
})

/** All other names that a query looks for. */
function namesIn(query: LexicalQuery): string[] {
  if ('name' in query) return [query.name]
  if ('any' in query) return query.any.flatMap(namesIn)
  if ('all' in query) return query.all.flatMap(namesIn)
  return 'match' in query ? [...namesIn(query.match), ...namesIn(query.not)] : []
}

test('what is demanded is known, and excluded words are not encoded', () => {
  assert.equal(parseQuery('model -derin').demands, true)
  assert.equal(parseQuery('model -derin').text, 'model')
  assert.equal(parseQuery('"tam böyle"').demands, true)
  assert.deepEqual(parseQuery('-derin'), parseQuery('derin'))
  assert.throws(
    () => parseQuery('-derin -model'),
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
