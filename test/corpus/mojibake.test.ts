import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import iconv from 'iconv-lite'
import { decode, detectEncoding } from '../../src/corpus/encoding.js'
import { repairMojibake } from '../../src/corpus/mojibake.js'
import { file, readAll } from '../support/corpus.js'
import { shared, unlessShared } from '../support/shared.js'

interface Row {
  id: string
  kind?: string
  text: string
  clean?: string
}

const rows = (path: string): Row[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Row)
const SENTENCES = [
  'Ağırlıkların başlangıç değerleri rasgele seçilir; öğrenme hızı küçüktür.',
  'ÇIĞLIK ATAN ŞÖFÖR, İÇİ GEÇMİŞ ÜZÜMLERİ GÖRDÜ.',
  'Değişken “gözlem” sayısı %95’in üstündeyse şüphelenmek gerekir…',
]
const misread = (text: string, encoding: string): string => iconv.decode(Buffer.from(text, 'utf8'), encoding)

test('UTF-8 decoded as another encoding is restored, even if that happened twice', () => {
  for (const text of SENTENCES) {
    for (const encoding of ['latin1', 'windows-1252', 'windows-1254']) {
      const damaged = misread(text, encoding)
      if (damaged.includes('\ufffd')) continue
      assert.equal(repairMojibake(damaged)?.text, text, encoding)
    }
    assert.equal(repairMojibake(misread(misread(text, 'latin1'), 'latin1'))?.text, text)
  }
})

test('windows-1254 decoded as Latin-1 is restored, and Icelandic is left alone', () => {
  for (const text of SENTENCES) {
    const damaged = iconv.decode(iconv.encode(text, 'windows-1254'), 'latin1')
    assert.equal(repairMojibake(damaged)?.text, text)
  }
  for (const text of ['Það var gott veður í gær, þau fóru út.', 'Dvořák a Novotný', 'thorn: þ', 'Mladý'])
    assert.equal(repairMojibake(text), undefined, text)
})

test('only damaged lines change, or damaged words of a line with other letters', () => {
  const damaged = `temiz bir ölçüm\n${misread('değişken', 'latin1')} için ∑ ${misread('ölçüm', 'windows-1252')}`
  assert.equal(repairMojibake(damaged)?.text, 'temiz bir ölçüm\ndeğişken için ∑ ölçüm')
})

test('correctly decoded text is never changed', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abcçdğıöşüÇĞİÖŞÜâîû'), minLength: 1, maxLength: 6 })
  const sign = fc.constantFrom('“', '”', '’', '…', '–', '%', '5°', '±2', 'x²', '½', 'α', '∑', '日本', '.')
  const text = fc.array(fc.oneof(word, sign), { maxLength: 12 }).map(parts => parts.join(' '))
  fc.assert(
    fc.property(text, value => assert.equal(repairMojibake(value)?.text ?? value, value)),
    { numRuns: 3000 },
  )
})

test('at least 99 % of the shared damaged lines are restored, and no undamaged line is changed', {
  skip: unlessShared('data'),
}, () => {
  const damaged = rows(shared('data/corpus/mojibake.jsonl')).filter(row => row.kind !== 'ascii-folded')
  const restored = damaged.filter(row => (repairMojibake(row.text)?.text ?? row.text) === row.clean)
  assert.ok(restored.length >= 0.99 * damaged.length, `${restored.length} of ${damaged.length}`)
  const folder = shared('data/corpus')
  const sound = readdirSync(folder).filter(name => name.endsWith('.jsonl') && name !== 'mojibake.jsonl')
  for (const name of sound)
    for (const { text } of rows(join(folder, name))) assert.equal(repairMojibake(text), undefined, text)
})

async function reads(bytes: Buffer): Promise<string> {
  const encoding = await detectEncoding(Readable.from([bytes]))
  const pieces: string[] = []
  for await (const piece of decode(Readable.from([bytes]), encoding)) pieces.push(piece)
  return pieces.join('')
}

test('every legacy Turkish encoding is detected from a single line', async () => {
  for (const text of SENTENCES.slice(0, 2))
    for (const encoding of [
      'utf8',
      'utf16le',
      'utf16be',
      'windows-1254',
      'iso-8859-9',
      'macturkish',
      'cp857',
    ])
      assert.equal(await reads(iconv.encode(text, encoding)), text, encoding)
  assert.equal(await reads(iconv.encode(SENTENCES[0]!, 'utf8', { addBOM: true })), SENTENCES[0])
})

test('files in windows-1254 and UTF-16 are decoded to their original sentences', {
  skip: unlessShared('data'),
}, async () => {
  const known = new Set(rows(shared('data/corpus/ml_tr_sentences.jsonl')).map(({ text }) => text))
  for (const name of ['windows-1254.txt', 'utf-16le.txt']) {
    const lines = (await reads(readFileSync(shared(`data/corpus/${name}`)))).trim().split(/\r?\n/)
    const right = lines.filter(line => known.has(line.replace(/^\ufeff/, '')))
    assert.ok(right.length >= 0.99 * lines.length, `${name}: ${right.length} of ${lines.length}`)
  }
})

const MISREAD = 'Aðýrlýklarýn deðiþimi eðitimde ölçüldü.'

test('a file that holds ğ, ş or ı rightly was not read as Latin-1: none of its letters change', async t => {
  const repaired = async (name: string, content: string | Uint8Array): Promise<string> => {
    const { documents } = await readAll([file(t, name, content)])
    return documents.map(({ document }) => document.text).join('|')
  }
  const restored = 'Ağırlıkların değişimi eğitimde ölçüldü.'
  const far = `${'Duz metin, harfsiz.\n\n'.repeat(20_000)}Güneş.`
  assert.equal(await repaired('a.txt', MISREAD), restored)
  assert.ok((await repaired('b.txt', `${MISREAD}\n\n${far}`)).startsWith(MISREAD))
  assert.equal(await repaired('c.jsonl', JSON.stringify({ text: MISREAD })), restored)
  const rows = [{ text: MISREAD }, { text: 'ğ' }].map(row => JSON.stringify(row)).join('\n')
  assert.equal(await repaired('d.jsonl', rows), `${MISREAD}|ğ`)
  assert.equal(await repaired('e.jsonl', rows.replace('ğ', '\\u011f')), `${MISREAD}|ğ`)
  assert.equal(await repaired('f.jsonl.gz', gzipSync(rows)), `${MISREAD}|ğ`)
  assert.equal(await repaired('g.zip', zipSync({ 'a.jsonl': strToU8(rows) })), `${MISREAD}|ğ`)
  assert.equal(await repaired('h.html', `<p>${MISREAD}</p>`), restored)
  assert.equal(await repaired('i.html', `<h1>Güneş</h1><p>${MISREAD}</p>`), MISREAD)
  // An emoji that was read as windows-1254 begins with ğ, which says nothing.
  assert.equal(await repaired('j.txt', `${MISREAD}\n\nğŸ˜€ iyi`), `${restored}\n\n😀 iyi`)
})

for (const name of ['izlanda.txt', 'x.txt'])
  test(`${name} is as it stands`, { skip: unlessShared(`cases/files/${name}`) }, async () => {
    const path = shared(`cases/files/${name}`)
    const { documents } = await readAll([path])
    assert.equal(documents[0]!.document.text.trim(), readFileSync(path, 'utf8').trim())
    assert.equal(documents[0]!.repaired, false)
  })
