import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { flagsOf } from '../../src/mining/flags/flags.js'
import type { Flag } from '../../src/mining/flags/names.js'
import { overlap } from '../../src/mining/overlap.js'
import { foldCircumflexes } from '../../src/turkish/fold.js'
import { words } from '../../src/turkish/tokens.js'
import { PROJECT_ROOT } from '../support/shared.js'

/** Pairs that are worded alike but claim different things, by flag. */
const FLIPPED: Record<Flag, [string, string][]> = {
  negation: [
    ['Model eğitim verisini ezberler.', 'Model eğitim verisini ezberlemez.'],
    ['K-ortalamalar başlangıca duyarlıdır.', 'K-ortalamalar başlangıca duyarlı değildir.'],
    ['Test kümesi eğitimde kullanılmalıdır.', 'Test kümesi eğitimde kullanılmamalıdır.'],
    ['Gradyan bu noktada kayboluyor.', 'Gradyan bu noktada kaybolmuyor.'],
    ['Ağ bu örneği daha önce görmüştü.', 'Ağ bu örneği daha önce görmemişti.'],
    ['Sonraki denemeyi önceki sonuçlara bakarak seçer.', 'Sonraki denemeyi önceki sonuçlara bakmadan seçer.'],
    ['Bu veri kümesinde etiket var.', 'Bu veri kümesinde etiket yok.'],
  ],
  number: [
    ['Hesapları 16 bitle yapar.', 'Hesapları 64 bitle yapar.'],
    ['Doğruluk %95 oldu.', 'Doğruluk %59 oldu.'],
    ['Öğrenme hızı 0,001 seçildi.', 'Öğrenme hızı 0,01 seçildi.'],
    ['Matrisi üç matrisin çarpımına ayırır.', 'Matrisi beş matrisin çarpımına ayırır.'],
    ['Eğitim 10 saat sürdü.', 'Eğitim 10 dakika sürdü.'],
    ['Değerleri 0 ile 1 arasına taşır.', 'Değerleri -1 ile 1 arasına taşır.'],
  ],
  antonym: [
    ['Derece arttıkça model daha sıkı uyar.', 'Derece azaldıkça model daha sıkı uyar.'],
    ['Öğrenme hızı yüksek seçildi.', 'Öğrenme hızı düşük seçildi.'],
    ['Eğitimden önce veriyi böler.', 'Eğitimden sonra veriyi böler.'],
  ],
  swap: [
    ['Kesinlik yanlış alarmları ölçer.', 'Duyarlılık yanlış alarmları ölçer.'],
    ['Model eğitim verisinde ölçüldü.', 'Model test verisinde ölçüldü.'],
    ["UMAP, t-SNE'den hızlıdır.", "t-SNE, UMAP'ten hızlıdır."],
    [
      'Üretici sahte örnek üretir, ayırt edici onu yakalar.',
      'Ayırt edici sahte örnek üretir, üretici onu yakalar.',
    ],
    ['BERT, kelimeleri iki yönlü bağlamdan tahmin eder.', 'GPT, kelimeleri iki yönlü bağlamdan tahmin eder.'],
  ],
}

/** Pairs with the same meaning in words that could mislead the rules. */
const SAME: [string, string][] = [
  ['Öğrenmede hız önemlidir.', 'Öğrenme için hız önemlidir.'],
  ['F1, kesinlik ile duyarlılığın harmonik ortalamasıdır.', 'F1 bir harmonik ortalamadır.'],
  ['Anlamlı olup olmadığını ölçer.', 'Anlamlı olduğunu ölçer.'],
  ['1.000 örnek kullanıldı.', '1000 örnek kullanıldı.'],
  ['Oran 0.5 oldu.', 'Oran 0,50 oldu.'],
  ['Örnekler ona göre seçilir.', 'Örnekler buna göre seçilir.'],
  ['Sonuçların yüzde kaçı doğru?', 'Sonuçların ne kadarı doğru?'],
  ['Problem çözülür.', 'Problemi çözer.'],
  ['Modeli dün eğittim.', 'Dün modeli eğittim.'],
]

for (const [flag, pairs] of Object.entries(FLIPPED) as [Flag, [string, string][]][])
  test(`${flag} is flagged, whichever text comes first`, () => {
    for (const [a, b] of pairs) {
      assert.ok(flagsOf(a, b).includes(flag), `${a} | ${b}: ${flagsOf(a, b)}`)
      assert.deepEqual(flagsOf(b, a), flagsOf(a, b))
    }
  })

test('pairs with the same meaning are not flagged', () => {
  for (const [a, b] of SAME) assert.deepEqual(flagsOf(a, b), [], `${a} | ${b}`)
  for (const [a] of Object.values(FLIPPED).flat()) assert.deepEqual(flagsOf(a, a), [], a)
})

test('on the bundled pairs, three of four similar hard negatives are flagged, and few paraphrases', () => {
  const rows: { a: string; b: string; label: number }[] = readFileSync(
    join(PROJECT_ROOT, 'corpus', 'pairs.jsonl'),
    'utf8',
  )
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  const rate = (label: number, leastOverlap: number): number => {
    const chosen = rows.filter(
      row => row.label === label && overlap(words(row.a), words(row.b)) >= leastOverlap,
    )
    assert.ok(chosen.length > 200)
    return chosen.filter(({ a, b }) => flagsOf(a, b).length > 0).length / chosen.length
  }
  assert.ok(rate(0, 0.6) > 0.7, `${rate(0, 0.6)} of hard negatives`)
  assert.ok(rate(1, 0) < 0.04, `${rate(1, 0)} of paraphrases`)
})

test('words are lower-cased by Turkish rules, without circumflexes or suffixes after an apostrophe', () => {
  assert.equal(foldCircumflexes('IŞIK İÇİN HÂLÂ'), 'ışık için hala')
  assert.deepEqual(
    words("CNN'in 3,5 katmanı").map(({ text, whole }) => [text, whole]),
    [
      ['cnn', 'cnnin'],
      ['3,5', '3,5'],
      ['katmanı', 'katmanı'],
    ],
  )
  assert.equal(overlap(words('derin öğrenme modelleri'), words('derin öğrenmenin modelinde')), 1)
  assert.equal(overlap(words('derin ağ'), words('sığ model')), 0)
})
