/** The parameters of paths in examples. */
export const PATH_EXAMPLES: Readonly<Record<string, string>> = {
  index: 'notlar',
  document: 'optimizasyon-02-a',
  file: 'notlar.jsonl',
  removal: '20261126104500123-9f2c41',
  job: '3f0c2a4e-2a0f-4a55-9a7e-0d6b7b1f8a11',
  model: 'builtin',
}

const PAIR = { a: 'Öğrenme hızı büyükse eğitim ıraksar.', b: 'Büyük öğrenme hızı eğitimi ıraksatır.' }
const SEARCH = {
  query: 'aşırı öğrenme nasıl önlenir',
  index: 'notlar',
  k: 5,
  filter: { topic: 'optimizasyon' },
}
const LINE = { id: 'n1', text: 'Seyreltme aşırı öğrenmeyi azaltır.', metadata: { topic: 'düzenlileştirme' } }

/** A body for each route that takes one, by method and path; a body that is not JSON as text. */
export const EXAMPLES: Readonly<Record<string, object | string>> = {
  'post /v1/search': SEARCH,
  'post /v1/search/batch': { searches: [SEARCH, { query: 'karar ağacı', mode: 'lexical' }] },
  'post /v1/similar': { id: 'optimizasyon-02-a', index: 'notlar', describe: true },
  'post /v1/passages': { ids: ['optimizasyon-02-a'], index: 'notlar' },
  'post /v1/similarity': { a: [PAIR.a], b: [PAIR.b] },
  'post /v1/explain': PAIR,
  'post /v1/rerank': { query: 'aşırı öğrenme', documents: [PAIR.a, PAIR.b] },
  'post /v1/indexes': { name: 'notlar' },
  'post /v1/indexes/:index/rename': { name: 'ders-notlari' },
  'post /v1/indexes/:index/fields': { filter: { topic: 'optimizasyon' } },
  'put /v1/indexes/:index/documents/:document': { text: LINE.text, metadata: LINE.metadata },
  'post /v1/indexes/:index/documents': `${JSON.stringify(LINE)}\n`,
  'put /v1/indexes/:index/files/:file': `${JSON.stringify(LINE)}\n`,
  'post /v1/mining': { index: 'notlar', threshold: 0.8 },
  'post /v1/mining/:job/export': { what: 'triplets', format: 'parquet' },
  'post /v1/indexes/:index/dedupe': { keep: 'longest', dryRun: true },
  'post /v1/indexes/:index/removals': { keep: 'n1', remove: ['n2', 'n3'], merge: true, by: 'Ayşe' },
  'post /v1/indexes/:index/tags': { ids: ['n1', 'n2'], set: { durum: 'temiz' } },
  'post /v1/indexes/:index/review': { decisions: [{ ...PAIR, verdict: 'right' }], by: 'Ayşe' },
  'post /v1/indexes/:index/review/undo': PAIR,
  'post /v1/indexes/:index/review/calibrate': {},
  'post /v1/indexes/:index/review/export': { format: 'csv', excel: true },
  'post /v1/indexes/:index/export': { format: 'csv', filter: { topic: 'optimizasyon' } },
  'post /v1/search/export': { search: SEARCH, format: 'csv' },
  'post /v1/embeddings': { input: [PAIR.a], model: 'builtin' },
}
