import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import { memoryIndex, openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { fitLogistic, predict } from '../../src/evaluation/logistic.js'
import { assertWritten } from '../../src/index/outcomes.js'
import type { Encoder } from '../../src/model/types.js'
import { exactSearcher } from '../../src/search/exact-searcher.js'
import { RELEVANCE } from '../../src/search/known-relevance.js'
import type { MeasuredRelevance } from '../../src/search/measure-relevance.js'
import { confidenceOf, QueryCoverage, relevanceOf } from '../../src/search/relevance.js'
import { Searcher } from '../../src/search/searcher.js'
import type { Metadata } from '../../src/types.js'
import { judgedPassages } from '../quality/judged-sets.js'
import { anlam } from '../support/cli.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

test('logistic regression finds the weights that labels were drawn with', () => {
  const random = new Random(4)
  const rows = Array.from({ length: 20_000 }, () => [random.normal(), 10 + 3 * random.normal(), 7])
  const labels = rows.map(([a, b]) => random.next() < 1 / (1 + Math.exp(-(1.5 * a! - 0.5 * b! + 4))))
  const { weights, bias } = fitLogistic(rows, labels)
  assert.ok(Math.abs(weights[0]! - 1.5) < 0.1 && Math.abs(weights[1]! + 0.5) < 0.05, String(weights))
  assert.equal(weights[2], 0, 'a feature that never changes has no weight')
  assert.ok(Math.abs(bias - 4) < 0.5)
  assert.ok(predict({ weights, bias }, [3, 0, 7]) > 0.99)
})

test('labels that a feature separates wholly leave a weight finite', () => {
  const { weights } = fitLogistic([[1], [2], [3], [4]], [false, false, true, true])
  assert.ok(Number.isFinite(weights[0]) && weights[0]! > 0)
})

test('coverage is of content words, whatever their endings, unless there are none', () => {
  const coverage = new QueryCoverage('aşırı öğrenme nasıl önlenir?')
  const [share] = coverage.of('Aşırı öğrenmeyi önlemenin yolu veri toplamaktır.')
  assert.ok(share > 0.6, String(share))
  assert.deepEqual(coverage.of('Kediler uyur.'), [0, 0])
  for (const typed of ['asiri ogrenme nasıl onlenir?', 'aşırı ögrenme nasıl onlenir?'])
    assert.deepEqual(
      new QueryCoverage(typed).of('Aşırı öğrenmeyi önlemenin yolu veri toplamaktır.')[0],
      share,
      'typed without Turkish letters, or without some of them',
    )
  assert.deepEqual(
    new QueryCoverage('CNN').of('Evrişimli sinir ağları görüntülere bakar.')[0],
    1,
    'another name',
  )
  const [few, more] = [new QueryCoverage('dropout'), new QueryCoverage('dropout katman oranı')].map(each =>
    each.of('dropout katman oranı'),
  )
  assert.equal(few![0], 1)
  assert.equal(more![0], 1)
  assert.ok(more![1] > few![1], 'three words found say more than one')
})

test('a search says whether it is answered, and auto leaves out what is not', async t => {
  const encoder = await openEncoder(loadConfig())
  t.after(() => encoder.close())
  const plain = await exactSearcher(judgedPassages(), encoder, {})
  t.after(() => plain.index.close())
  const relevance = RELEVANCE.known(loadConfig(), encoder.spec.fingerprint)
  const searcher = new Searcher(encoder, plain.index, { relevance })
  const about = await searcher.search({
    query: 'AdaBoost örneklerin ağırlığını neden yükseltir',
    mode: 'hybrid',
  })
  assert.equal(about.confidence, 'probable')
  assert.ok(about.hits[0]!.relevance! > 0.7)
  for (const mode of ['semantic', 'lexical', 'hybrid'] as const) {
    const off = await searcher.search({ query: 'mercimek çorbası tarifi', mode })
    assert.equal(off.confidence, 'none', mode)
    const none = await searcher.search({ query: 'mercimek çorbası tarifi', mode, minScore: 'auto' })
    assert.deepEqual(none.hits, [], mode)
    const some = await searcher.search({ query: 'AdaBoost örneklerin ağırlığı', mode, minScore: 'auto' })
    assert.ok(some.hits.length > 0 && some.hits.every(hit => hit.relevance! >= 0.12))
    assert.deepEqual(
      some.hits.map(({ rank }) => rank),
      some.hits.map((_, i) => i + 1),
    )
  }
  const without = await plain.search({ query: 'AdaBoost', k: 1 })
  assert.ok(!('relevance' in without.hits[0]!) && !('confidence' in without))
  await assert.rejects(plain.search({ query: 'AdaBoost', minScore: 'auto' }), {
    code: 'invalid-input',
    message: /has not been measured.*anlam model measure/,
  })
})

test('a word that a passage only stands under makes it more relevant', async t => {
  const encoder = await openEncoder(loadConfig())
  t.after(() => encoder.close())
  const { model, fingerprint, dimension } = encoder.spec
  const index = memoryIndex('headings', { model, fingerprint, dimension })
  t.after(() => index.close())
  const text = 'Ağırlıkların karesi kayba eklenir.'
  const under: Record<string, Metadata> = { plain: {}, headed: { heading: 'Düzenlileştirme' } }
  const documents = Object.entries(under).map(([id, metadata]) => {
    const passages = [{ id, documentId: id, text, start: 0, end: text.length }]
    return { document: { id, source: '', metadata }, hash: '', passages }
  })
  assertWritten(await index.write(documents, await encoder.encode([text, text], { kind: 'document' })))
  const relevance = RELEVANCE.known(loadConfig(), fingerprint)
  const { hits } = await new Searcher(encoder, index, { relevance }).search({ query: 'düzenlileştirme' })
  const of = (id: string): number => hits.find(hit => hit.id === id)!.relevance!
  assert.ok(of('headed') > 2 * of('plain'), JSON.stringify(hits))
})

test('relevance rises with the cosine and with the words found', () => {
  const { fingerprint } = JSON.parse(
    readFileSync(join(PROJECT_ROOT, 'src', 'evaluation', 'builtin', 'relevance.json'), 'utf8'),
  )
  const model = RELEVANCE.known(loadConfig(), fingerprint)!
  assert.ok(relevanceOf(model, 0.8, [0.5, 0.5]) > relevanceOf(model, 0.4, [0.5, 0.5]))
  assert.ok(relevanceOf(model, 0.5, [1, 1.4]) > relevanceOf(model, 0.5, [0, 0]))
  assert.ok(relevanceOf(model, undefined, [1, 1.6]) > relevanceOf(model, undefined, [0.2, 0.3]))
  assert.deepEqual([undefined, 0.1, 0.5, 0.9].map(confidenceOf), ['none', 'none', 'possible', 'probable'])
})

test('what was measured is kept for a model on this machine; a damaged file counts as none', t => {
  const models = scratch(t)
  const config = { ...loadConfig(), models }
  const model = { meaning: { weights: [1, 2, 3], bias: -1 }, wording: { weights: [2, 3], bias: 0 } }
  assert.equal(RELEVANCE.known(config, 'abc'), undefined)
  RELEVANCE.keep(config, 'abc', model)
  assert.deepEqual(RELEVANCE.known(config, 'abc'), model)
  assert.equal(RELEVANCE.known(config, 'abd'), undefined)
  for (const damaged of ['{', '{"fingerprint":"abc","meaning":{}}']) {
    writeFileSync(join(models, 'relevance', 'abc.json'), damaged)
    assert.equal(RELEVANCE.known(config, 'abc'), undefined, damaged)
  }
  rmSync(join(models, 'relevance', 'abc.json'))
  assert.equal(RELEVANCE.known(config, 'abc'), undefined)
})

test('a model that is not known is measured once, which the reporter is told', async t => {
  const config = { ...loadConfig(), models: scratch(t) }
  const identity = { model: 'builtin', fingerprint: 'of no bundled one', dimension: 256 }
  const notes: string[] = []
  const reporter = { note: (text: string) => void notes.push(text), warn: assert.fail }
  const facts = { meaning: { weights: [1, 2, 3], bias: -1 }, wording: { weights: [2, 3], bias: 0 } }
  let measured = 0
  const measure = async (encoder: Encoder) => {
    assert.equal((await encoder.encode(['merhaba'])).rows, 1)
    measured++
    return facts
  }
  for (let time = 0; time < 2; time++)
    assert.deepEqual(await RELEVANCE.learn(config, identity, measure, { reporter }), facts)
  assert.equal(measured, 1)
  assert.match(notes.join('\n'), /^measuring once what the cosines of builtin say \(relevance\)$/)
})

test('anlam model measure says what cosines say, and of the bundled encoder what is bundled with it', async t => {
  const cwd = scratch(t)
  const run = await anlam(['model', 'measure', 'builtin', '--out', 'new', '--json'], { cwd })
  assert.equal(run.code, 0, run.stderr)
  const { relevance, paraphrases } = JSON.parse(run.stdout)
  const { check } = relevance as Pick<MeasuredRelevance, 'check'>
  assert.equal(check.queries, 240)
  for (const name of ['relevance', 'paraphrases'])
    assert.deepEqual(
      JSON.parse(readFileSync(join(cwd, 'new', `${name}.json`), 'utf8')),
      JSON.parse(readFileSync(join(PROJECT_ROOT, 'src', 'evaluation', 'builtin', `${name}.json`), 'utf8')),
      'npm run measure:builtin writes it',
    )
  const share = ({ hits, relevant }: { hits: number; relevant: number }): number => relevant / hits
  const { probable, possible, none } = check.bands
  assert.ok(probable.hits > 100 && share(probable) > 0.85, JSON.stringify(check))
  assert.ok(share(possible) > 0.25 && share(possible) < 0.65, JSON.stringify(check))
  assert.ok(share(none) < 0.12, JSON.stringify(check))
  assert.ok(check.logLoss < 0.7 * check.baseLogLoss)
  assert.ok(paraphrases.precision >= 0.8 && paraphrases.recall > 0.25, JSON.stringify(paraphrases))
})
