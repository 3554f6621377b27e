import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { passageId, segment } from '../../src/corpus/segment.js'
import { UNITS } from '../../src/types.js'

const document = (text: string) => ({ id: 'd', text, source: 's', metadata: {} })
const cut = (text: string, unit: 'paragraph' | 'sentence'): string[] =>
  segment(document(text), unit).map(p => p.text)

test("offsets reproduce every passage's text, for any text and unit", () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'Ş', 'ı', ' ', '\n', '\n\n', '.', '?', 'Dr.', '3.', '👩‍💻', '“', ')'),
    maxLength: 80,
  })
  fc.assert(
    fc.property(text, fc.constantFrom(...UNITS), (value, unit) => {
      let end = 0
      for (const passage of segment(document(value), unit)) {
        assert.equal(value.slice(passage.start, passage.end), passage.text)
        assert.equal(passage.text, passage.text.trim())
        assert.ok(passage.start >= end)
        end = passage.end
      }
    }),
  )
})

test("a single passage has its document's id; several are numbered from 1", () => {
  assert.deepEqual(
    segment(document(' tek '), 'paragraph').map(p => p.id),
    ['d'],
  )
  assert.deepEqual(
    segment(document('bir\n\niki'), 'paragraph').map(p => p.id),
    ['d#1', 'd#2'],
  )
})

test('passage ids are unique across documents, whatever the document ids and numbers of passages', () => {
  const id = fc.array(fc.constantFrom('a', '#', '#1', '#2', '#10', '#0', '#01', '1', ' '), {
    minLength: 1,
    maxLength: 5,
  })
  const documents = fc.dictionary(
    id.map(parts => parts.join('')),
    fc.integer({ min: 1, max: 12 }),
    { minKeys: 2, maxKeys: 20 },
  )
  fc.assert(
    fc.property(documents, counts => {
      const ids = Object.entries(counts).flatMap(([documentId, count]) =>
        Array.from({ length: count }, (_, i) => passageId(documentId, i + 1, count)),
      )
      assert.equal(new Set(ids).size, ids.length)
    }),
    { numRuns: 1000 },
  )
})

test("a single passage is numbered only if its document's id looks like a passage's", () => {
  const own = ['a', 'a#', 'a#x', 'a#0', 'a#01', '#', 'notlar.jsonl:3', 'a#1 ']
  assert.deepEqual(
    own.map(id => passageId(id, 1, 1)),
    own,
  )
  assert.deepEqual(
    ['a#1', '#2', 'a#1#10'].map(id => passageId(id, 1, 1)),
    ['a#1#1', '#2#1', 'a#1#10#1'],
  )
})

test('blank lines separate paragraphs; without any, every line is a paragraph', () => {
  assert.deepEqual(cut('bir\niki\n \n\nüç', 'paragraph'), ['bir\niki', 'üç'])
  assert.deepEqual(cut('bir\niki', 'paragraph'), ['bir', 'iki'])
})

for (const [text, sentences] of [
  ['Model iyi. Veri kötü! Neden?', ['Model iyi.', 'Veri kötü!', 'Neden?']],
  ['Dr. Ayşe Yılmaz geldi. Prof. Dr. Can da geldi.', ['Dr. Ayşe Yılmaz geldi.', 'Prof. Dr. Can da geldi.']],
  ['CNN, RNN vb. modeller var. Bkz. Şekil 3.', ['CNN, RNN vb. modeller var.', 'Bkz. Şekil 3.']],
  ['Ağın 3. katmanı silindi. 4. katman kaldı.', ['Ağın 3. katmanı silindi.', '4. katman kaldı.']],
  ['Bunu A. Turing söyledi. M.Ö. 300 yılında değil.', ['Bunu A. Turing söyledi.', 'M.Ö. 300 yılında değil.']],
  ['Kayıp 0.5 oldu. Sonra 0,25 oldu.', ['Kayıp 0.5 oldu.', 'Sonra 0,25 oldu.']],
  [
    'Satır\nsonu cümleyi bölmez. Nokta böler.\n\nBoş satır da böler',
    ['Satır\nsonu cümleyi bölmez.', 'Nokta böler.', 'Boş satır da böler'],
  ],
] as const) {
  test(`sentences of ${JSON.stringify(text)}`, () => assert.deepEqual(cut(text, 'sentence'), sentences))
}

test('passages without a letter or digit are left out', () => {
  assert.deepEqual(cut('* * *\n\nmetin\n\n---', 'paragraph'), ['metin'])
})
