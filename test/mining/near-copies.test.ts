import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { settleCrowds } from '../../src/mining/crowds.js'
import { describeTexts } from '../../src/mining/describe.js'
import { type EncodeWords, judgeOtherWords } from '../../src/mining/other-words.js'
import type { RowPairs } from '../../src/mining/pairs.js'
import { settleRivals } from '../../src/mining/rivals.js'
import type { Pair } from '../../src/mining/types.js'
import { pairRows } from '../../src/mining/write.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import type { Encoder } from '../../src/model/types.js'

let table: Encoder
let calls = 0
const encode: EncodeWords = texts => {
  calls++
  return table.encode(texts)
}

before(async () => {
  table = await openEncoder(loadConfig(), STATIC_MODEL)
})
after(() => table.close())

/** Pairs as mining describes them, from lines `a / b`. */
function pairsOf(lines: string): Pair[] {
  return lines
    .trim()
    .split('\n')
    .map((line, i) => {
      const [a, b] = line.trim().split(' / ') as [string, string]
      return { aId: `a${i}`, bId: `b${i}`, a, b, score: 0.8, ...describeTexts(a, b, 0.8, 0.6) }
    })
}

test('one sentence about two things is related, and says which things', async () => {
  const pairs = pairsOf(`
    Bu ayar, modelin eğitim süresini belirgin biçimde kısaltır. / Bu ayar, modelin bellek gereksinimini belirgin biçimde kısaltır.
    Öğretmen, sınavda türev sorusu soracağını söyledi. / Öğretmen, sınavda tarih konusu soracağını söyledi.
    Kümelemeden önce aykırı gözlemler veriden çıkarılmıştır. / Kümelemeden önce ana bileşenler veriden çıkarılmıştır.`)
  for (const { kind, flags } of pairs) assert.deepEqual([kind === 'related', flags], [false, []])
  const judged = await judgeOtherWords(pairs, encode)
  assert.deepEqual(
    judged.map(({ kind, differs }) => [kind, differs]),
    [
      ['related', ['eğitim süresini', 'bellek gereksinimini']],
      ['related', ['türev sorusu', 'tarih konusu']],
      ['related', ['aykırı gözlemler', 'ana bileşenler']],
    ],
  )
})

test('other words for the same thing, in either language, leave a pair what it is', async () => {
  const pairs = pairsOf(`
    Parolasını unutan kullanıcı destek ekibine yazmalıdır. / Şifresini unutan kullanıcı destek ekibine yazmalıdır.
    Overfitting'i önlemek için ağı küçültmeyi denedik. / Aşırı öğrenmeyi önlemek için ağı küçültmeyi denedik.
    Verideki gürültü kesinliği düşürüyor gibi görünüyor. / Verideki gürültü kesinliği azaltıyor gibi görünüyor.
    Bu bölümde yöntemin ayrıntıları anlatılır. / Bu bölümde yöntemin ayrıntıları anlatılmaktadır.`)
  assert.deepEqual(await judgeOtherWords(pairs, encode), pairs)
})

test('what shares few words, is flagged, or adds words only is not looked at', async () => {
  const pairs = pairsOf(`
    Ağaç derinleştikçe ezberler. / Fazla dallanan model genellemez.
    Model veriyi ezberler. / Model veriyi ezberlemez.
    Öğrenme hızı sonucu etkiler. / Öğrenme hızı sonucu büyük ölçüde etkiler.`)
  const before = calls
  assert.deepEqual(await judgeOtherWords(pairs, encode), pairs)
  assert.equal(calls, before)
})

/** Pairs of passages by their numbers. */
function mined(pairs: readonly [number, number, number, Partial<Pair>?][]): {
  found: RowPairs
  pairs: Pair[]
} {
  return {
    found: {
      left: Uint32Array.from(pairs, ([left]) => left),
      right: Uint32Array.from(pairs, ([, right]) => right),
      scores: Float32Array.from(pairs, ([, , score]) => score),
      found: pairs.length,
    },
    pairs: pairs.map(([left, right, score, more]) => ({
      ...{
        aId: `${left}`,
        bId: `${right}`,
        a: '',
        b: '',
        score,
        kind: 'paraphrase',
        flags: [],
        overlap: 0.2,
      },
      ...more,
    })),
  }
}

test('of two texts that contradict each other, a third repeats the nearer one', () => {
  const contradicting: Partial<Pair>[] = [
    { kind: 'related', flags: ['negation'] },
    { kind: 'related', differs: ['x', 'y'] },
  ]
  for (const how of contradicting) {
    const { found, pairs } = mined([
      [0, 1, 0.95, how],
      [0, 2, 0.7],
      [1, 2, 0.8],
      [0, 3, 0.75],
      [4, 5, 0.65],
    ])
    assert.deepEqual(
      settleRivals(found, pairs).map(({ kind, rival }) => [kind, rival]),
      [
        ['related', undefined],
        ['related', '1'],
        ['paraphrase', undefined],
        ['paraphrase', undefined],
        ['paraphrase', undefined],
      ],
    )
  }
})

test('without contradictions, and where both are as near, nothing changes', () => {
  const agreeing = mined([
    [0, 1, 0.95, { kind: 'near-copy' }],
    [0, 2, 0.7],
    [1, 2, 0.8],
  ])
  assert.deepEqual(settleRivals(agreeing.found, agreeing.pairs), agreeing.pairs)
  const level = mined([
    [0, 1, 0.95, { kind: 'related', flags: ['swap'] }],
    [0, 2, 0.8],
    [1, 2, 0.8],
  ])
  assert.deepEqual(settleRivals(level.found, level.pairs), level.pairs)
})

test('what shares few words with a text that three others are nearer to is related, and says so', () => {
  const few = { kind: 'paraphrase', overlap: 0.1 } as const
  const { found, pairs } = mined([
    [0, 1, 0.9, few],
    [0, 2, 0.8, few],
    [3, 4, 0.75, few],
    [0, 3, 0.7, few],
    [0, 4, 0.65, few],
    [0, 5, 0.6, { kind: 'paraphrase', overlap: 0.4 }],
    [0, 6, 0.58, { ...few, rerank: 0.9 }],
    [5, 6, 0.55, few],
  ])
  const settled = settleCrowds(found, pairs)
  assert.deepEqual(
    settled.map(({ kind, crowded }) => (crowded === undefined ? kind : `${kind} ${crowded}`)),
    [...Array(4).fill('paraphrase'), 'related 3', ...Array(3).fill('paraphrase')],
  )
})

test('what is related already is no crowd', () => {
  const few = { kind: 'paraphrase', overlap: 0.1 } as const
  const other = { kind: 'related', overlap: 0.9 } as const
  const { found, pairs } = mined([
    [0, 1, 0.9, other],
    [0, 2, 0.8, other],
    [0, 3, 0.7, other],
    [0, 4, 0.65, few],
  ])
  assert.deepEqual(settleCrowds(found, pairs), pairs)
})

test('a row of a pair says why it is related, and holds nothing that is not known', () => {
  const { pairs } = mined([
    [0, 1, 0.9],
    [0, 2, 0.8, { kind: 'related', crowded: 4 }],
  ])
  const [plain, crowded] = [...pairRows(pairs, { names: ['x', 'y'], split: 1 })].map(row => Object.keys(row))
  const common = ['aId', 'bId', 'a', 'b', 'score', 'kind', 'flags', 'overlap']
  assert.deepEqual(plain, [...common, 'aCorpus', 'bCorpus'])
  assert.deepEqual(crowded, [...common, 'crowded', 'aCorpus', 'bCorpus'])
})
