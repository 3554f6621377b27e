import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stem } from '../../src/turkish/stem.js'
import { tokenize } from '../../src/turkish/tokens.js'

const stemsOf = (text: string): string[] => [...new Set(tokenize(text).map(({ plain }) => stem(plain)))]

test('a root that loses its vowel before a vowel has one stem in all its forms', () => {
  for (const [forms, root] of [
    ['şehir şehri şehrin şehre şehirler şehirlerin şehirde', 'sehir'],
    ['fikir fikri fikrin fikirler fikirlerini', 'fikir'],
    ['isim ismi ismin ismini isimler isimleri', 'isim'],
    ['nesil nesli nesle nesiller', 'nesil'],
    ['ağız ağzı ağzın ağızlar', 'agiz'],
    ['metin metni metnin metinler metinlerin metne', 'metin'],
    ['kayıp kaybı kaybın kayıplar kayıpları kaybında', 'kayip'],
    ['kayıt kaydı kayda kayıtlar', 'kayit'],
  ] as const)
    assert.deepEqual(stemsOf(forms), [root], forms)
})

test('forms of a known root are not those of a verb that begins like it', () => {
  assert.deepEqual(stemsOf('veri veriler verinin verileri verisi verilerimizden verimiz veride veriyle'), [
    'veri',
  ])
  assert.ok(!stemsOf('verir verilir verilen vermek verdi vermiş verim').includes('veri'))
  assert.deepEqual(stemsOf('ağ ağı ağlar ağları ağlarının ağda'), ['ag'])
  assert.ok(!stemsOf('ağır ağırlık ağaç ağız').includes('ag'))
  for (const [a, b] of [
    'girdi girer',
    'sorun soru',
    'değer değil',
    'hata hat',
    'kötü kod',
    'özellik özel',
  ].map(pair => pair.split(' ')))
    assert.equal(stemsOf(`${a} ${b}`).length, 2, `${a} ${b}`)
})

test('a t of a stem is no suffix: after a vowel it would be a d', () => {
  for (const forms of [
    'etiket etiketi etiketin etiketler',
    'boyut boyutu boyutunun boyutlar',
    'paket paketi paketler',
  ])
    assert.equal(stemsOf(forms).length, 1, `${forms}: ${stemsOf(forms)}`)
  assert.deepEqual(stemsOf('bulutta bulut'), ['bulut'])
})
