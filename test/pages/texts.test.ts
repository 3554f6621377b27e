import assert from 'node:assert/strict'
import { test } from 'node:test'
import { excerptOf } from '../../src/pages/shared/excerpt.js'
import { textRanks } from '../../src/pages/shared/text-order.js'
import { fromFragment, toFragment } from '../../src/pages/web/store/place.js'

const WORDS = [
  'zebra', 'çorba', 'cümle', 'Çiçek', 'ilk', 'ırmak', 'İzmir', 'Isparta', 'öğrenme', 'okul', 'ödev',
  'şeker', 'sinir', 'ağ', 'ağaç', 'ağ yapısı', '3 katman', '12 katman', 'üzüm', 'uzun', 'gözlem', 'görev', 'güneş',
] // biome-ignore format: a list

test('texts are ordered as the Turkish alphabet has it', () => {
  const ranks = textRanks(WORDS)
  const ordered = WORDS.map((_, i) => i)
    .sort((x, y) => ranks[x]! - ranks[y]!)
    .map(i => WORDS[i]!)
  assert.deepEqual(ordered, [...WORDS].sort(new Intl.Collator('tr').compare))
  assert.deepEqual([...textRanks(['b', 'a', 'b'])], [1, 0, 2], 'of equal ones the earlier comes first')
})

test('a text is cropped between words, shows what is marked, and divides no letter', () => {
  const short = 'Kısa bir metin.'
  assert.deepEqual(excerptOf(short), { start: 0, end: short.length })
  const long = 'kelime '.repeat(500)
  const { start, end } = excerptOf(long)
  assert.equal(start, 0)
  assert.ok(end < 720 && long[end] === ' ', String(end))
  const inside = excerptOf(long, 2100)
  assert.ok(inside.start > 1800 && inside.start <= 2100 && inside.end > 2100, JSON.stringify(inside))
  assert.equal(long[inside.start], 'k')
  const emoji = excerptOf('😀'.repeat(1000))
  assert.equal(emoji.end % 2, 0)
  const lines = 'satır\n'.repeat(40)
  assert.equal(lines.slice(0, excerptOf(lines).end).split('\n').length, 12)
})

test('a place survives being written to an address, whatever people type', () => {
  const place = {
    view: 'groups',
    index: 'ders notları & "ödev"',
    query: 'a=b&c#d %41 İı 😀 +zorunlu -hariç',
    mode: 'lexical',
    filter: {
      'f.garip=ad': 'x&y=z',
      __proto__x: '1',
      q: 'sorgu değil',
      yıl: { gte: '2020', lte: '2024' },
      'min.tarih': { lte: '2024-05-01' },
    },
    least: '0.5',
    again: true,
    pages: 7,
    like: 'belge#3',
    threshold: '-0.25',
    job: 'abc',
    language: 'en',
  } as const
  assert.deepEqual(fromFragment(toFragment(place)), place)
  assert.equal(toFragment(fromFragment('')), '#')
  assert.deepEqual(fromFragment('#view=yok&mode=&pages=1e9&threshold=çok&lang=de'), {
    ...fromFragment(''),
    pages: 100,
  })
})
