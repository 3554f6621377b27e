import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { withTable } from '../support/cli.js'
import { scratch } from '../support/scratch.js'

const { anlam } = withTable

test('an index has terms of its own, which its searches treat as equal', async t => {
  const cwd = scratch(t)
  const rows = [
    'Sipariş numarası faturada yazar.',
    'Aşırı öğrenme seyreltme ile azalır.',
    'Hava bugün güzel.',
  ]
  writeFileSync(join(cwd, 'a.jsonl'), rows.map((text, i) => JSON.stringify({ id: `d${i}`, text })).join('\n'))
  assert.equal((await anlam(['index', 'a.jsonl'], { cwd })).code, 0)
  const found = async (query: string): Promise<string[]> => {
    const { stdout } = await anlam(['search', query, '--mode', 'lexical', '--json'], { cwd })
    return (JSON.parse(stdout) as { hits: { id: string }[] }).hits.map(({ id }) => id)
  }
  assert.deepEqual(await found('SN'), [])
  assert.deepEqual(await found('overfitting'), ['d1'], 'by the bundled glossary')
  assert.deepEqual(await found('"overfitting"'), [], 'what is quoted is meant as written')
  assert.deepEqual(await found('~"overfitting"'), ['d1'])

  const row = '{"id": "order", "tr": ["sipariş numarası"], "abbr": ["SN"]}'
  writeFileSync(join(cwd, 'terms.jsonl'), `${row}\n`)
  const set = await anlam(['glossary', 'set', 'terms.jsonl', '--json'], { cwd })
  assert.deepEqual(JSON.parse(set.stdout), { index: 'default', entries: 1 })
  assert.deepEqual(await found('SN'), ['d0'])
  const shown = await anlam(['glossary', 'show', '--json'], { cwd })
  assert.equal((JSON.parse(shown.stdout) as { entries: { id: string }[] }).entries[0]!.id, 'order')
  assert.match((await anlam(['glossary', 'show', 'siparis numaralari'], { cwd })).stdout, /order: .*SN/)
  assert.match((await anlam(['glossary', 'show', 'LDA'], { cwd })).stdout, /ayırma[\s\S]*Dirichlet/)

  for (const [damaged, reason] of [
    [`${row}\n{"id": "x"`, /terms\.jsonl, line 2: not JSON/],
    [`${row}\n\n${row}`, /line 3: the id "order" is that of line 1/],
    ['{"id": "x", "tr": ["a"], "names": []}', /line 1: .*names/],
    ['{"id": "x"}', /line 1: .*a name in tr, en or abbr/],
    ['{"id": "x", "tr": ["a"], "everyday": ["b"]}', /line 1: .*everyday/],
    ['', /no terms/],
  ] as const) {
    writeFileSync(join(cwd, 'terms.jsonl'), damaged)
    const refused = await anlam(['glossary', 'set', 'terms.jsonl'], { cwd })
    assert.equal(refused.code, 2, damaged)
    assert.match(refused.stderr, reason)
  }
  assert.deepEqual(await found('SN'), ['d0'], 'a file that is refused changes nothing')
  writeFileSync(join(cwd, 'terms.jsonl'), row)
  assert.equal((await anlam(['glossary', 'set', 'terms.jsonl', '--index', 'none'], { cwd })).code, 3)

  assert.equal((await anlam(['glossary', 'remove'], { cwd })).code, 0)
  assert.deepEqual(await found('SN'), [])
})
