import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { loadConfig } from '../../src/config.js'
import type { AnlamError } from '../../src/errors.js'
import { type MineCorpusRequest, mineCorpus } from '../../src/mining/mine-corpus.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import type { ReportData } from '../../src/pages/report/data.js'
import { writeMiningReport } from '../../src/pages/report/mining-report.js'
import { SILENT } from '../../src/types.js'
import { ndjson } from '../support/cli.js'
import { scratch } from '../support/scratch.js'

interface Item {
  id: string
  text: string
}
interface PairRow {
  aId: string
  bId: string
  a: string
  b: string
  aCorpus?: string
  bCorpus?: string
}
interface GroupRow {
  representative: string
  members: string[]
  text: string
  representativeCorpus?: string
  corpora?: string[]
}

interface Report {
  pairs: PairRow[]
  groups: GroupRow[]
  csv: PairRow[]
  data: ReportData
}

/** Mines corpora, one file each, and reads the report. */
async function report(
  t: TestContext,
  corpora: readonly (readonly Item[])[],
  changes: Partial<MineCorpusRequest['settings']> = {},
): Promise<Report> {
  const folder = scratch(t)
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(folder, 'indexes') } })
  const paths = corpora.map((items, i) => {
    const path = join(folder, `${'AB'[i]}.jsonl`)
    writeFileSync(path, items.map(item => `${JSON.stringify(item)}\n`).join(''))
    return path
  })
  const [first, second] = paths.map(path => ({ paths: [path] }))
  const out = join(folder, 'out')
  await mineCorpus(
    config,
    {
      sources: second ? [first!, second] : [first!],
      settings: {
        topK: 100,
        mutual: false,
        maxPairs: 1000,
        method: 'exact',
        memory: 1 << 28,
        ...changes,
      },
      threshold: 0.5,
      folder: join(folder, 'work'),
      read: { textField: 'text', idField: 'id', onError: 'fail' },
      reporter: SILENT,
    },
    mined =>
      writeMiningReport(config, mined, {
        folder: out,
        corpora: second ? ['A', 'B'] : ['A'],
        explained: 0,
        reporter: SILENT,
      }),
  )
  const read = (name: string): string => readFileSync(join(out, name), 'utf8')
  const [, data] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(read('report.html'))!
  return {
    pairs: ndjson<PairRow>(read('pairs.jsonl')),
    groups: ndjson<GroupRow>(read('groups.jsonl')),
    csv: parse(read('pairs.csv'), { bom: true, columns: true }) as PairRow[],
    data: JSON.parse(data!) as ReportData,
  }
}

const THINGS = ['gradyan inişi', 'karar ağacı', 'dikkat katmanı', 'öğrenme hızı', 'k-ortalamalar', 'gömme']

/** Every text, under an id that belongs to another text in the other corpus. */
function twoCorpora(): [Item[], Item[]] {
  const item = (id: number, thing: string, end: string): Item => ({ id: String(id), text: `${thing} ${end}` })
  return [
    THINGS.map((thing, i) => item(i, thing, 'nasıl çalışır')),
    THINGS.map((thing, i) => item((i + 1) % THINGS.length, thing, 'acaba nasıl çalışır')),
  ]
}

for (const method of ['exact', 'approximate'] as const)
  test(`with equal ids in two corpora, every text comes from the right corpus, ${method}`, async t => {
    const [a, b] = twoCorpora()
    const textOf = new Map<string, string>([
      ...a.map(({ id, text }) => [`A ${id}`, text] as const),
      ...b.map(({ id, text }) => [`B ${id}`, text] as const),
    ])
    const { pairs, csv, groups, data } = await report(t, [a, b], { method })
    assert.ok(pairs.length >= THINGS.length)
    assert.equal(csv.length, pairs.length)
    for (const pair of [...pairs, ...csv]) {
      assert.deepEqual([pair.aCorpus, pair.bCorpus], ['A', 'B'])
      assert.deepEqual([pair.a, pair.b], [textOf.get(`A ${pair.aId}`), textOf.get(`B ${pair.bId}`)])
    }
    assert.ok(groups.length > 0)
    groups.forEach(({ text, representative, representativeCorpus, members, corpora }, g) => {
      assert.equal(text, textOf.get(`${representativeCorpus} ${representative}`))
      assert.deepEqual([members[0], corpora![0]], [representative, representativeCorpus])
      assert.equal(new Set(members.map((id, i) => `${corpora![i]} ${id}`)).size, members.length)
      const shown = data.groups[g]!.members
      assert.deepEqual(
        shown.map(number => data.texts[number]),
        members.map((id, i) => textOf.get(`${corpora![i]} ${id}`)),
      )
      assert.deepEqual(
        shown.map(number => `${'AB'[data.corpora![number]!]} ${data.ids[number]}`),
        members.map((id, i) => `${corpora![i]} ${id}`),
      )
      for (const number of shown) assert.equal(data.map.group[data.map.text.indexOf(number)], g + 1)
    })
    data.texts.forEach((text, i) => {
      assert.equal(text, textOf.get(`${'AB'[data.corpora![i]!]} ${data.ids[i]}`))
    })
    assert.equal(data.map.text.length, textOf.size)
  })

test('group members show their own texts, however few pairs are kept', async t => {
  const items = THINGS.flatMap((thing, i) => [
    { id: `${i}a`, text: `${thing} nedir` },
    { id: `${i}b`, text: `${thing} nedir` },
    { id: `${i}c`, text: `peki ${thing} nedir` },
  ])
  const textOf = new Map(items.map(({ id, text }) => [id, text]))
  for (const maxPairs of [1, 7]) {
    const { pairs, groups, data } = await report(t, [items], { maxPairs })
    assert.equal(pairs.length, maxPairs)
    assert.ok(groups.some(({ members }) => new Set(members.map(id => textOf.get(id))).size > 1))
    for (const [g, { members }] of groups.entries())
      assert.deepEqual(
        data.groups[g]!.members.map(number => [data.ids[number], data.texts[number]]),
        members.map(id => [id, textOf.get(id)]),
      )
    data.ids.forEach((id, i) => {
      assert.equal(data.texts[i], textOf.get(id))
    })
    assert.equal(data.corpora, null)
    assert.ok(!('aCorpus' in pairs[0]!) && !('corpora' in groups[0]!))
  }
})

test('an interrupted run is only resumed by the same request', async t => {
  const folder = scratch(t)
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(folder, 'indexes') } })
  const path = join(folder, 'a.jsonl')
  writeFileSync(
    path,
    `${JSON.stringify({ text: 'Gradyan inişi yavaştır. Karar ağacı hızlıdır.', soru: 'Gömme nedir?' })}\n`,
  )
  const mined = (changes: Partial<MineCorpusRequest>, within?: string): Promise<[number, string]> =>
    mineCorpus(
      config,
      {
        sources: [{ paths: [path] }],
        settings: {
          topK: 1,
          mutual: false,
          maxPairs: 10,
          method: 'exact',
          memory: 1 << 28,
          ...(within ? { within } : {}),
        },
        folder: join(folder, 'work'),
        read: { textField: 'text', idField: 'id', onError: 'fail' },
        reporter: SILENT,
        ...changes,
      },
      async ({ result, texts }) => [result.rows.passages, (await texts.read([0])).get(0)!],
    )
  // Interrupt the run after indexing, by a field that does not exist.
  const cutOff = (changes: Partial<MineCorpusRequest>): Promise<void> =>
    assert.rejects(mined(changes, 'yok'), (error: AnlamError) => error.code === 'invalid-input')
  await cutOff({ unit: 'sentence' })
  assert.equal((await mined({}))[0], 1, 'one document, not its two sentences')
  await cutOff({ read: { textField: 'soru', idField: 'id', onError: 'fail' } })
  assert.match((await mined({}))[1], /^Gradyan/)
  await cutOff({})
  assert.equal((await mined({ unit: 'sentence' }))[0], 2)
})
