import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fold, plain } from '../../src/turkish/fold.js'
import { isFunctionWord, isTopical } from '../../src/turkish/function-words.js'
import { stem } from '../../src/turkish/stem.js'
import { tokenize, wordSpans, words } from '../../src/turkish/tokens.js'
import { otherNames } from '../support/other-names.js'

const exact = (text: string): string[] => tokenize(text).map(token => token.exact)
const stems = (text: string): string[] => tokenize(text).map(token => stem(token.plain))

test('İ becomes i and I becomes ı, whatever the rest of the word', () => {
  assert.equal(fold('IŞIK'), 'ışık')
  assert.equal(fold('İSTANBUL'), 'istanbul')
  assert.equal(fold('ISPARTA ISINDI'), 'ısparta ısındı')
  assert.equal(fold('I\u0307zmir'), 'izmir')
  assert.equal(plain(fold('IŞIĞIN GÖLGESİ')), 'isigin golgesi')
  assert.equal(plain('kâr hâlâ millî'), 'kar hala milli')
})

test('folding is idempotent and keeps ı and i distinct', () => {
  const letters = fc.string({ unit: 'binary', maxLength: 20 })
  const turkish = fc.string({
    unit: fc.constantFrom(...'abcçdefgğhıijklmnoöprsştuüvyzIİÂâÎîûABCÇĞÖŞÜ\u0307 '),
  })
  fc.assert(
    fc.property(fc.oneof(letters, turkish), text => {
      assert.equal(fold(fold(text)), fold(text))
      assert.equal(plain(plain(fold(text))), plain(fold(text)))
    }),
    { numRuns: 3000 },
  )
  fc.assert(
    fc.property(turkish, turkish, (before, after) => {
      // A combining dot that follows would turn both into i.
      fc.pre(!after.startsWith('\u0307'))
      assert.notEqual(fold(`${before}ı${after}`), fold(`${before}i${after}`))
      assert.equal(fold(`${before}I`).at(-1), 'ı')
      assert.equal(fold(`${before}İ`).at(-1), 'i')
    }),
  )
})

test('suffixes after an apostrophe are stripped; names that contain one become two words', () => {
  assert.deepEqual(exact("CNN'in BERT’e GPT-4'ün İstanbul'da"), ['cnn', 'bert', 'gpt', '4', 'istanbul'])
  assert.deepEqual(exact("overfitting'i batch'lerin"), ['overfitting', 'batch'])
  assert.deepEqual(exact("l'Hôpital"), ['l', 'hôpital'])
})

test('decimals, programming languages and identifiers are tokenized', () => {
  assert.deepEqual(exact('3,14 ve 2.5'), ['3d14', 've', '2d5'])
  assert.deepEqual(exact('C++, C# ve R'), ['cpp', 'csharp', 've', 'r'])
  assert.deepEqual(exact('x_train 32x32'), ['x', 'train', '32x32'])
})

test('all forms of a word have the same stem', () => {
  for (const forms of [
    'öğrenme öğrenmesi öğrenmenin öğrenmeyi ogrenmenin',
    'model modeli modelin modeller modellerinden modelde',
    'katman katmanı katmanlar katmanların katmanlardan',
    'kitap kitabı kitaplar kitabın',
    'veri veriler verisi verinin',
    'oran oranı oranın oranlar',
    'küme kümeler kümesi kümelerin',
    "batch'lerin batch",
    'ağırlık ağırlığı ağırlıklar',
  ])
    assert.equal(new Set(stems(forms)).size, 1, `${forms}: ${stems(forms)}`)
})

test('words that a coarse stemmer would conflate keep different stems', () => {
  assert.equal(new Set(stems('altın alan alıntı')).size, 3)
  assert.notEqual(stems('küme')[0], 'k')
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{1,20}$/), word => {
      const found = stem(word)
      assert.ok(found.length >= Math.min(2, word.length))
    }),
  )
})

test('terms are found in both languages and in any inflected form', () => {
  assert.ok(otherNames('modelin aşırı öğrenmesi').includes('overfitting'))
  assert.ok(otherNames('overfitting nedir').includes('aşırı öğrenme'))
  assert.ok(otherNames("CNN'ler").includes('evrişimli sinir ağı'))
  assert.ok(otherNames('asiri ogrenme').includes('overfitting'), 'without Turkish letters')
  assert.deepEqual(otherNames('bugün hava güzel'), [])
})

test('search, comparison and leaving out cut the same text each in its own way', () => {
  const text = "C++'ta CNN'in %3,5'i x1"
  assert.deepEqual(exact(text), ['cpp', 'ta', 'cnn', '3d5', 'i', 'x1'])
  assert.deepEqual(
    words(text).map(({ whole }) => whole),
    ['c', 'ta', 'cnnin', '3,5', 'i', 'x', '1'],
  )
  assert.deepEqual(
    wordSpans(text).map(({ start, end }) => text.slice(start, end)),
    ['C', 'ta', "CNN'in", "3,5'i", 'x1'],
  )
})

test('what names no topic may still be what a query is about', () => {
  for (const word of ['ve', 'için', 'değil']) assert.ok(isFunctionWord(word) && !isTopical(word), word)
  for (const word of ['yok', 'önce', 'the']) assert.ok(!isFunctionWord(word) && !isTopical(word), word)
  for (const word of ['katman', 'öğrenme']) assert.ok(!isFunctionWord(word) && isTopical(word), word)
})
