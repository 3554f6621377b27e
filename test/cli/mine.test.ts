import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { EXIT_CODES } from '../../src/cli/exit.js'
import type { Group, Pair } from '../../src/mining/types.js'
import { ndjson, withTable } from '../support/cli.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

const { anlam, start } = withTable

const CORPUS = join(PROJECT_ROOT, 'corpus', 'documents')
/** A part of it, for what takes time with each passage. */
const TOPICS = [
  'agaclar',
  'boyut-indirgeme',
  'duzenlilestirme',
  'kumeleme',
  'optimizasyon',
  'sinir-aglari',
].map(topic => join(CORPUS, `${topic}.jsonl`))
const HARD = join(PROJECT_ROOT, 'corpus', 'hard-negatives.jsonl')
const FILES = ['groups.jsonl', 'pairs.csv', 'pairs.jsonl', 'report.html', 'summary.json']

function read<T>(folder: string, name: string): T[] {
  return ndjson<T>(readFileSync(join(folder, name), 'utf8'))
}

function lines(rows: readonly object[]): string {
  return `${rows.map(row => JSON.stringify(row)).join('\n')}\n`
}

async function corpus(t: TestContext, rows: readonly object[]): Promise<string> {
  const cwd = scratch(t)
  writeFileSync(join(cwd, 'a.jsonl'), lines(rows))
  return cwd
}

test('mine: a report on bundled documents has the JSON keys of the contract, and the same bytes when repeated', async t => {
  const cwd = scratch(t)
  const run = await anlam(['mine', ...TOPICS, HARD, '--out', 'rapor', '--json'], { cwd })
  assert.equal(run.code, 0, run.stderr)
  const summary = JSON.parse(run.stdout)
  const folder = join(cwd, 'rapor')
  assert.deepEqual(readdirSync(folder).sort(), FILES, 'and nothing else')
  const pairs = read<Pair>(folder, 'pairs.jsonl')
  const groups = read<Group>(folder, 'groups.jsonl')
  assert.ok(pairs.length > 200 && pairs.length === summary.pairs)
  assert.ok(groups.length > 40 && groups.length === summary.groups)
  for (const pair of pairs) {
    for (const key of ['aId', 'bId', 'a', 'b', 'score', 'kind', 'flags']) assert.ok(key in pair, key)
    assert.ok(pair.aId < pair.bId && pair.score >= summary.threshold - 1e-7)
  }
  assert.equal(new Set(pairs.map(({ aId, bId }) => `${aId} ${bId}`)).size, pairs.length)
  const scores = new Map(pairs.map(({ aId, bId, score }) => [`${aId} ${bId}`, score]))
  for (const { representative, members } of groups)
    for (const member of members)
      assert.ok(member === representative || scores.has([member, representative].sort().join(' ')))
  assert.ok(pairs.some(({ flags }) => flags.includes('negation')))
  const csv = readFileSync(join(folder, 'pairs.csv'), 'utf8')
  assert.ok(csv.startsWith('\ufeffscore,kind,flags,') && csv.split('\r\n').length === pairs.length + 2)
  const html = readFileSync(join(folder, 'report.html'), 'utf8')
  assert.ok(!/(?:src|href)="(?:https?:)?\/\//.test(html), 'the report loads nothing')

  const again = await anlam(['mine', ...TOPICS, HARD, '--out', 'yine', '--quiet'], { cwd })
  assert.equal(again.code, 0, again.stderr)
  for (const name of FILES)
    assert.ok(
      readFileSync(join(folder, name)).equals(readFileSync(join(cwd, 'yine', name))),
      `${name} differs`,
    )
})

test('mine: an index without a report; --json is one object with pairs and groups', async t => {
  const cwd = await corpus(t, [
    { id: 'x', text: 'Aşırı öğrenme, modelin veriyi ezberlemesidir.' },
    { id: 'y', text: 'Aşırı öğrenme modelin veriyi ezberlemesidir!' },
    { id: 'z', text: 'Evrişim katmanı kenarları bulur.' },
  ])
  await anlam(['index', 'a.jsonl', '--index', 'n'], { cwd })
  const { stdout, code } = await anlam(['mine', '--index', 'n', '--json'], { cwd })
  assert.equal(code, 0)
  const { pairs, groups, method, passages } = JSON.parse(stdout)
  assert.deepEqual([method, passages, pairs.length, groups.length], ['exact', 3, 1, 1])
  assert.deepEqual([pairs[0].aId, pairs[0].bId, pairs[0].kind, pairs[0].flags], ['x', 'y', 'near-copy', []])
  assert.deepEqual(groups[0].members, [
    groups[0].representative,
    ...['x', 'y'].filter(id => id !== groups[0].representative),
  ])
  const approximate = await anlam(['mine', '--index', 'n', '--json', '--method', 'approximate'], { cwd })
  assert.equal(JSON.parse(approximate.stdout).recall.recall, 1)
  const people = await anlam(['mine', '--index', 'n'], { cwd })
  assert.match(people.stdout, /near-copy[\s\S]*1 pairs/)
})

test('mine: two corpora, and pairs restricted by a field', async t => {
  const cwd = await corpus(t, [
    { id: 'x', text: 'Öğrenme hızı çok büyük.', dosya: '1' },
    { id: 'y', text: 'Öğrenme hızı çok büyük', dosya: '2' },
  ])
  writeFileSync(join(cwd, 'b.jsonl'), lines([{ id: 'x', text: 'Öğrenme hızı büyük' }]))
  const between = await anlam(['mine', '--between', 'a.jsonl', 'b.jsonl', '--json'], { cwd })
  assert.equal(between.code, 0, between.stderr)
  assert.deepEqual(
    JSON.parse(between.stdout)
      .pairs.map(({ aId, bId, b }: Pair) => [aId, bId, b])
      .sort(),
    [
      ['x', 'x', 'Öğrenme hızı büyük'],
      ['y', 'x', 'Öğrenme hızı büyük'],
    ],
  )
  const pairsOf = async (...args: string[]): Promise<number> =>
    JSON.parse((await anlam(['mine', 'a.jsonl', '--json', ...args], { cwd })).stdout).pairs.length
  assert.equal(await pairsOf('--across', 'dosya'), 1)
  assert.equal(await pairsOf('--within', 'dosya'), 0)
  assert.equal(await pairsOf('--across', 'source'), 0)
  const wrong = await anlam(['mine', 'a.jsonl', '--within', 'yok'], { cwd })
  assert.equal(wrong.code, EXIT_CODES['invalid-input'])
  assert.match(wrong.stderr, /no passage has a field "yok"; there are source, document, dosya/)
})

test('mine: a single passage, equal passages, and an empty corpus', async t => {
  const one = await corpus(t, [{ id: 'x', text: 'tek cümle' }])
  const single = await anlam(['mine', 'a.jsonl', '--out', 'r', '--json'], { cwd: one })
  assert.equal(single.code, 0, single.stderr)
  assert.equal(JSON.parse(single.stdout).pairs, 0)

  const same = await corpus(
    t,
    Array.from({ length: 3000 }, (_, i) => ({ id: `k${i}`, text: 'aynı cümle' })),
  )
  const copies = await anlam(['mine', 'a.jsonl', '--out', 'r', '--json'], { cwd: same })
  assert.equal(copies.code, 0, copies.stderr)
  const summary = JSON.parse(copies.stdout)
  assert.deepEqual(
    [summary.pairs, summary.groups, summary.grouped, summary.duplicates],
    [2999, 1, 3000, 2999],
  )

  const empty = await corpus(t, [])
  assert.equal((await anlam(['mine', 'a.jsonl'], { cwd: empty })).code, EXIT_CODES['invalid-input'])
  assert.equal((await anlam(['mine', '--index', 'yok'], { cwd: empty })).code, EXIT_CODES['not-found'])
  assert.equal((await anlam(['mine', 'yok.jsonl'], { cwd: empty })).code, EXIT_CODES['not-found'])
})

test('mine: a killed run is resumed, and leftovers of another run are not mixed in', async t => {
  const cwd = scratch(t)
  const args = ['mine', CORPUS, '--out', 'r', '--json']
  for (const milliseconds of [400, 700, 1100]) {
    const child = start(args, { cwd })
    await new Promise(resolve => setTimeout(resolve, milliseconds))
    child.kill('SIGKILL')
    await new Promise(resolve => child.once('close', resolve))
    assert.ok(!existsSync(join(cwd, 'r', 'pairs.jsonl')) || existsSync(join(cwd, 'r', 'report.html')))
  }
  // Other files now: documents of the killed runs must not appear.
  const few = join(cwd, 'az.jsonl')
  writeFileSync(
    few,
    lines([
      { id: 'x', text: 'Öğrenme hızı.' },
      { id: 'y', text: 'öğrenme hızı' },
    ]),
  )
  mkdirSync(join(cwd, 'r', '.anlam'), { recursive: true })
  const other = await anlam(['mine', few, '--out', 'r', '--json'], { cwd })
  assert.deepEqual([JSON.parse(other.stdout).passages, JSON.parse(other.stdout).pairs], [2, 1])
  const whole = await anlam(args, { cwd })
  assert.equal(whole.code, 0, whole.stderr)
  assert.equal(JSON.parse(whole.stdout).passages, 1020)
  assert.deepEqual(readdirSync(join(cwd, 'r')).sort(), FILES)
})

test('mine: contradictory options are clear errors', async t => {
  const cwd = await corpus(t, [{ id: 'x', text: 'a b' }])
  for (const [args, message] of [
    [['--threshold', '2'], /from -1 to 1/],
    [['--top-k', '0'], /from 1/],
    [['--memory', 'çok'], /512m or 2g/],
    [['--precision', '1.5'], /above 0 and at most 1/],
    [['--precision', '0.9', '--threshold', '0.5'], /give only one/],
    [['--precision', '0.9'], /anlam calibrate/],
    [['--between', 'a.jsonl'], /two indexes or files/],
    [['--between', 'a.jsonl', 'a.jsonl', '--within', 'x'], /for one corpus/],
    [['--within', 'a', '--across', 'b'], /cannot be used with/],
  ] as const) {
    const { code, stderr } = await anlam(['mine', ...(args[0] === '--between' ? [] : ['a.jsonl']), ...args], {
      cwd,
    })
    assert.equal(code, EXIT_CODES['invalid-input'], `${args}: ${stderr}`)
    assert.match(stderr, message)
  }
})

test('calibrate: searches show probabilities, and mining can set its threshold by a precision', async t => {
  const cwd = await corpus(
    t,
    Array.from({ length: 60 }, (_, i) => ({ id: `d${i}`, text: `öğrenme ${'abcdefghij'[i % 10]} ${i}` })),
  )
  const labelled = ndjson<{ a: string; b: string; label: number }>(
    readFileSync(join(PROJECT_ROOT, 'corpus', 'pairs.jsonl'), 'utf8'),
  )
  // Paraphrases and unrelated pairs of sentences, which cosines separate.
  const rows = labelled
    .filter(({ label }) => label === 1)
    .flatMap((row, i, all) => [
      { a: row.a, b: row.b, label: 1 },
      { a: row.a, b: all[(i + 300) % all.length]!.b, label: 0 },
    ])
  writeFileSync(join(cwd, 'pairs.jsonl'), lines(rows))
  await anlam(['index', 'a.jsonl', '--index', 'n'], { cwd })
  const calibrated = await anlam(['calibrate', 'pairs.jsonl', '--index', 'n', '--json'], { cwd })
  assert.equal(calibrated.code, 0, calibrated.stderr)
  const { brier, operatingPoints } = JSON.parse(calibrated.stdout)
  assert.ok(brier < 0.1, `${brier}`)
  const { hits } = JSON.parse(
    (await anlam(['search', 'öğrenme a 0', '--mode', 'semantic', '--index', 'n', '--json'], { cwd })).stdout,
  )
  assert.ok(hits[0].probability > 0.9 && hits[0].probability <= 1)
  assert.ok(
    hits.every(
      (hit: { probability: number }, i: number) => i === 0 || hit.probability <= hits[i - 1].probability,
    ),
  )
  const mined = JSON.parse(
    (await anlam(['mine', '--index', 'n', '--precision', '0.97', '--json'], { cwd })).stdout,
  )
  const point = operatingPoints.find((p: { threshold: number }) => p.threshold === mined.threshold)
  assert.ok(point.precision >= 0.97)
  assert.ok(mined.pairs.every((pair: Pair) => pair.score >= mined.threshold - 1e-7 && 'probability' in pair))
  const impossible = await anlam(['mine', '--index', 'n', '--precision', '1', '--threshold', '0.9'], { cwd })
  assert.equal(impossible.code, EXIT_CODES['invalid-input'])
  await anlam(['backup', 'n', 'yedek'], { cwd })
  await anlam(['restore', 'yedek', 'm'], { cwd })
  const restored = await anlam(['search', 'öğrenme a 0', '--index', 'm', '--json'], { cwd })
  assert.equal(JSON.parse(restored.stdout).hits[0].probability, hits[0].probability)
  writeFileSync(join(cwd, 'indexes', 'n', 'calibration.json'), '{"version":1')
  const damaged = await anlam(['search', 'öğrenme', '--index', 'n'], { cwd })
  assert.equal(damaged.code, EXIT_CODES['corrupt-index'])
  assert.match(damaged.stderr, /anlam calibrate/)
})

test('calibrate: pairs to label next are written, filled in and given back, and a fit that says nothing is refused', async t => {
  const cwd = scratch(t)
  await anlam(['index', CORPUS, '--index', 'n'], { cwd })
  type Row = { a: string; b: string; score: number; label: number | null }
  const rows = (name: string): Row[] => ndjson<Row>(readFileSync(join(cwd, name), 'utf8'))
  const first = await anlam(
    ['calibrate', '--index', 'n', '--next', 'next.jsonl', '--next-count', '60', '--json'],
    { cwd },
  )
  assert.equal(first.code, 0, first.stderr)
  assert.deepEqual(JSON.parse(first.stdout), { index: 'n', next: 60 })
  const offered = rows('next.jsonl')
  assert.ok(offered.every(row => Object.keys(row).join() === 'a,b,score,label' && row.label === null))
  assert.equal(new Set(offered.flatMap(({ a, b }) => [a, b])).size, 120)

  // One half is filled in by the groups of the corpus, the other is left for later.
  const group = new Map(
    readdirSync(CORPUS)
      .flatMap(name => read<{ text: string; group: string }>(CORPUS, name))
      .map(row => [row.text, row.group]),
  )
  const filled = offered.map((row, i) => ({
    ...row,
    label: i < 50 ? Number(group.get(row.a) === group.get(row.b)) : null,
  }))
  writeFileSync(join(cwd, 'filled.jsonl'), lines(filled))
  const stored = await anlam(
    ['calibrate', 'filled.jsonl', '--index', 'n', '--json', '--next', 'next2.jsonl'],
    { cwd },
  )
  assert.equal(stored.code, 0, stored.stderr)
  assert.match(stored.stderr, /warning: 10 pairs have no label yet/)
  const { pairs, positives, logLoss, base, thresholds, next } = JSON.parse(stored.stdout)
  assert.ok(pairs === 50 && positives >= 10 && logLoss < base.logLoss && next === 50)
  assert.ok(thresholds.some(({ wanted }: { wanted: number | 'f1' }) => wanted === 'f1'))
  assert.ok(
    thresholds.every(({ threshold }: { threshold: number }) =>
      filled.some(row => Math.abs(row.score - threshold) < 1e-6),
    ),
  )
  const again = new Set(offered.slice(0, 50).map(({ a, b }) => `${a}\n${b}`))
  assert.ok(rows('next2.jsonl').every(({ a, b }) => !again.has(`${a}\n${b}`)))

  // Labels against the cosine.
  writeFileSync(
    join(cwd, 'bad.jsonl'),
    lines(filled.map(row => ({ ...row, label: row.label === null ? null : 1 - row.label }))),
  )
  const bad = await anlam(['calibrate', 'bad.jsonl', '--index', 'n', '--next', 'next3.jsonl'], { cwd })
  assert.equal(bad.code, EXIT_CODES['invalid-input'])
  assert.match(bad.stderr, /does not tell these labels apart/)
  assert.equal(rows('next3.jsonl').length, 50, 'what to label is written all the same')
  const { hits } = JSON.parse(
    (await anlam(['search', 'karar ağacı', '--index', 'n', '--json'], { cwd })).stdout,
  )
  assert.ok('probability' in hits[0], 'the earlier calibration stays')
  writeFileSync(join(cwd, 'few.jsonl'), lines(filled.slice(0, 12)))
  const few = await anlam(['calibrate', 'few.jsonl', '--index', 'n'], { cwd })
  assert.match(few.stderr, /too few to calibrate with; at least 10 of each are needed: label \d+ /)
  const none = await anlam(['calibrate', '--index', 'n'], { cwd })
  assert.equal(none.code, EXIT_CODES['invalid-input'])
  const same = await anlam(['calibrate', 'filled.jsonl', '--index', 'n', '--next', 'filled.jsonl'], { cwd })
  assert.match(same.stderr, /would overwrite/)
})

test('eval: each task prints one JSON object with its metrics; errors are clear', async t => {
  const cwd = await corpus(t, [
    { id: 'x', text: 'Öğrenme hızı çok büyük seçilirse eğitim ıraksar.' },
    { id: 'y', text: 'Adım boyu fazla büyük olursa eğitim ıraksar.' },
    { id: 'z', text: 'Evrişim katmanı görüntüde kenarları bulur.' },
  ])
  const write = (name: string, rows: object[]): void => writeFileSync(join(cwd, name), lines(rows))
  const run = (...args: string[]) => anlam(['eval', ...args, '--json'], { cwd })
  write('sts.jsonl', [
    { a: 'öğrenme hızı', b: 'öğrenme oranı', score: 4.5 },
    { a: 'kenar bulma', b: 'gradyan inişi', score: 0.5 },
    { a: 'derin ağ', b: 'derin sinir ağı', score: 4 },
  ])
  write('pairs.jsonl', [
    { a: 'öğrenme hızı', b: 'öğrenme hızı', label: 1 },
    { a: 'kenar bulma', b: 'gradyan inişi', label: 0 },
  ])
  write('q.jsonl', [
    { id: 'q', text: 'büyük öğrenme hızı ıraksatır' },
    { id: 'boş', text: 'yok' },
  ])
  write('r.jsonl', [{ queryId: 'q', corpusId: 'x', relevance: 1 }])
  write('gold.jsonl', [{ aId: 'y', bId: 'x' }])
  await anlam(['index', 'a.jsonl', '--index', 'n'], { cwd })

  const sts = JSON.parse((await run('sts', 'sts.jsonl')).stdout)
  assert.ok(sts.spearman > 0.4 && 'pearson' in sts && sts.intervals.spearman.length === 2)
  const pairs = JSON.parse((await run('pairs', 'pairs.jsonl', '--index', 'n')).stdout)
  assert.deepEqual([pairs.ap, pairs.f1, pairs.auc, pairs.model], [1, 1, 1, 'builtin-static'])
  assert.ok(Math.abs(pairs.threshold - 1) < 1e-6)
  for (const source of [
    ['--corpus', 'a.jsonl'],
    ['--index', 'n'],
  ]) {
    const retrieval = JSON.parse(
      (await run('retrieval', '--queries', 'q.jsonl', '--qrels', 'r.jsonl', ...source)).stdout,
    )
    assert.deepEqual(
      [
        retrieval['mrr@10'],
        retrieval['r@1'],
        retrieval['ndcg@10'],
        retrieval.queries,
        retrieval.withoutRelevant,
      ],
      [1, 1, 1, 1, 1],
    )
  }
  const group = { subtopic: 's', negative: 'Öğrenme hızı küçük.', query: 'hız' }
  write('g.jsonl', [
    { ...group, id: '1', topic: 'a', texts: ['Öğrenme hızı büyük.', 'Adım boyu fazla.'] },
    { ...group, id: '2', topic: 'b', texts: ['Kenarları bulur.', 'Evrişim katmanı.'] },
  ])
  const groups = JSON.parse((await run('groups', 'g.jsonl')).stdout)
  assert.deepEqual([groups.task, groups.groups, groups.texts, groups.paraphrases], ['groups', 2, 4, 2])
  assert.equal(groups['query-hit@10'], 1)
  assert.equal(groups.intervals['auc-unrelated'].length, 2)
  const mining = JSON.parse((await run('mining', 'gold.jsonl', '--index', 'n')).stdout)
  assert.deepEqual([mining.ap, mining.f1, mining.gold, mining.found], [1, 1, 1, 1])

  write('one.jsonl', [{ a: 'a', b: 'b', label: 1 }])
  write('unknown.jsonl', [{ aId: 'y', bId: 'nerede' }])
  write('badr.jsonl', [{ queryId: 'q', corpusId: 'nerede' }])
  writeFileSync(join(cwd, 'bad.jsonl'), '{"a":"x","b":"y","score":1}\n{"a":"x"}\n')
  for (const [args, message] of [
    [['pairs', 'one.jsonl'], /both 0 and 1/],
    [['mining', 'unknown.jsonl', '--index', 'n'], /1 passages that do not exist, such as \\"nerede\\"/],
    [
      ['retrieval', '--corpus', 'a.jsonl', '--queries', 'q.jsonl', '--qrels', 'badr.jsonl'],
      /nerede.* is not in the corpus/,
    ],
    [['sts', 'bad.jsonl'], /bad.jsonl, line 2/],
    [['groups', 'bad.jsonl'], /bad.jsonl, line 1: id/],
  ] as const) {
    const { code, stderr } = await run(...args)
    assert.equal(code, EXIT_CODES['invalid-input'], stderr)
    assert.match(stderr, message)
  }
})

test('negatives: writes one for each text, and nothing if a file is wrong', async t => {
  const cwd = await corpus(t, [])
  const group = (...texts: string[]): object => ({ texts })
  writeFileSync(
    join(cwd, 'g.jsonl'),
    lines([
      group('öğrenme hızı büyük', 'öğrenme hızı çok büyük'),
      group('öğrenme hızı nedir', 'öğrenme hızı ne demek'),
      group('evrişim katmanı', 'evrişim katmanları'),
    ]),
  )
  const { stdout } = await anlam(['negatives', 'g.jsonl', '--out', 'n.jsonl', '--json'], { cwd })
  const report = JSON.parse(stdout)
  assert.deepEqual([report.model, report.groups], ['builtin-static', 3])
  const rows = readFileSync(join(cwd, 'n.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(row => JSON.parse(row))
  assert.equal(rows.length, report.negatives)
  assert.deepEqual(rows[0], {
    a: 'öğrenme hızı büyük',
    b: 'öğrenme hızı çok büyük',
    negative: rows[0].negative,
  })
  assert.match(rows[0].negative, /nedir|ne demek/)
  writeFileSync(join(cwd, 'bad.jsonl'), '{"texts":"a"}')
  const bad = await anlam(['negatives', 'bad.jsonl', '--out', 'none.jsonl'], { cwd })
  assert.equal(bad.code, EXIT_CODES['invalid-input'])
  assert.match(bad.stderr, /bad\.jsonl, line 1: texts/)
  assert.ok(!existsSync(join(cwd, 'none.jsonl')))
})

test('classify and cluster work', async t => {
  const cwd = await corpus(
    t,
    [
      'gradyan inişi',
      'gradyan adımı',
      'gradyan yönü',
      'evrişim katmanı',
      'evrişim filtresi',
      'evrişim çekirdeği',
    ].map((text, i) => ({ id: `d${i}`, text, label: i < 3 ? 'eniyileme' : 'görü' })),
  )
  const one = JSON.parse(
    (await anlam(['classify', 'gradyan', '--examples', 'a.jsonl', '-k', '3', '--json'], { cwd })).stdout,
  )
  assert.equal(one.label, 'eniyileme')
  assert.ok(one.confidence > 0.5 && one.neighbours.length === 3)
  const evaluated = JSON.parse(
    (await anlam(['classify', '--examples', 'a.jsonl', '--evaluate', '-k', '2', '--json'], { cwd })).stdout,
  )
  assert.deepEqual([evaluated.accuracy, evaluated.macroF1, evaluated.examples], [1, 1, 6])
  for (const method of ['logistic', 'knn']) {
    const other = JSON.parse(
      (await anlam(['classify', 'gradyan', '--examples', 'a.jsonl', '--method', method, '--json'], { cwd }))
        .stdout,
    )
    assert.deepEqual([other.label, Object.keys(other.scores).length], ['eniyileme', 2], method)
  }
  const wrong = await anlam(['classify', 'x', '--examples', 'a.jsonl', '--method', 'bayes'], { cwd })
  assert.equal(wrong.code, EXIT_CODES['invalid-input'])
  await anlam(['index', 'a.jsonl', '--index', 'n'], { cwd })
  const { clusters } = JSON.parse(
    (await anlam(['cluster', '--index', 'n', '--clusters', '2', '--json'], { cwd })).stdout,
  )
  assert.deepEqual(
    clusters
      .map(({ size, terms, members }: { size: number; terms: string[]; members: string[] }) => [
        size,
        terms[0]!.split(' ')[0],
        members,
      ])
      .sort(),
    [
      [3, 'evrişim', ['d3', 'd4', 'd5']],
      [3, 'gradyan', ['d0', 'd1', 'd2']],
    ],
  )
  const alone = await anlam(['cluster', '--index', 'n', '--json'], { cwd })
  const { suggested, clusters: found } = JSON.parse(alone.stdout)
  assert.equal(found.length, suggested.count)
  assert.match(suggested.reason, /^2 clusters: of \d+ counts?/)
  const said = await anlam(['cluster', '--index', 'n'], { cwd })
  assert.ok(said.stderr.includes(suggested.reason))
  const many = await anlam(['cluster', '--index', 'n', '-k', '9'], { cwd })
  assert.equal(many.code, EXIT_CODES['invalid-input'])
})

test('classify: copies are warned of and kept together, what is foreign has no label, and the matrix is a page', async t => {
  const topics = ['agaclar', 'optimizasyon', 'goru', 'dil-isleme']
  const rows = topics.flatMap(topic => read<{ text: string }>(CORPUS, `${topic}.jsonl`))
  const cwd = await corpus(t, rows)
  const evaluate = async (...args: string[]) => {
    const run = await anlam(
      ['classify', '--examples', 'a.jsonl', '--label-field', 'topic', '--evaluate', '--json', ...args],
      { cwd },
    )
    assert.equal(run.code, 0, run.stderr)
    return { ...JSON.parse(run.stdout), warned: /near-duplicate on the other side/.test(run.stderr) }
  }
  const free = await evaluate('--method', 'knn')
  const grouped = await evaluate('--method', 'knn', '--group', 'group', '--confusion', 'matrix.html')
  assert.ok(free.warned && free.accuracy > grouped.accuracy + 0.03, `${free.accuracy}, ${grouped.accuracy}`)
  assert.ok(free.nearDuplicates.share > 0.5 && free.nearDuplicates.accuracyApart < free.accuracy)
  const page = readFileSync(join(cwd, 'matrix.html'), 'utf8')
  assert.ok(page.includes('confusion matrix') && topics.every(topic => page.includes(topic)))
  const classify = async (text: string) =>
    JSON.parse(
      (
        await anlam(
          ['classify', text, '--examples', 'a.jsonl', '--label-field', 'topic', '--none', '--json'],
          {
            cwd,
          },
        )
      ).stdout,
    )
  assert.equal((await classify('Karar ağacı her düğümde bir soru sorar.')).label, 'agaclar')
  const foreign = await classify('Dün akşam balkonda çay içip komşularla sohbet ettik.')
  assert.equal(foreign.label, null)
  assert.equal(Object.keys(foreign.scores).length, 4)
  const alone = await anlam(['classify', 'x', '--examples', 'a.jsonl', '--confusion', 'm.html'], { cwd })
  assert.match(alone.stderr, /give --evaluate/)
})

test('similarity and search list the words that contribute most', async t => {
  const cwd = await corpus(t, [{ id: 'x', text: 'Evrişim katmanı kenarları bulur.' }])
  const { explanation, score } = JSON.parse(
    (await anlam(['similarity', 'evrişim katmanı', 'evrişim filtresi', '--explain', '--json'], { cwd }))
      .stdout,
  )
  const top = explanation.a.sort((p: { weight: number }, q: { weight: number }) => q.weight - p.weight)[0]
  assert.deepEqual([top.text, top.start, top.end], ['evrişim', 0, 7])
  const alone = JSON.parse(
    (await anlam(['similarity', 'katmanı', 'evrişim filtresi', '--json'], { cwd })).stdout,
  )
  assert.ok(Math.abs(top.weight - (score - alone.score)) < 1e-5, 'what is lost is what the encoder says')
  await anlam(['index', 'a.jsonl', '--index', 'n'], { cwd })
  const found = JSON.parse(
    (await anlam(['search', 'kenar', '--index', 'n', '--explain', '--json'], { cwd })).stdout,
  )
  assert.deepEqual(
    found.hits[0].explanation.text.map(({ text }: { text: string }) => text),
    ['Evrişim', 'katmanı', 'kenarları', 'bulur'],
  )
})
