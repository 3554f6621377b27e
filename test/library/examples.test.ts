import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

const FOLDER = join(PROJECT_ROOT, 'examples')

/** What each example prints, as far as it is the point of it. */
const PRINTED: Record<string, readonly RegExp[]> = {
  'search-texts.js': [/^0\.\d\d Düzenlileştirme aşırı öğrenmeyi azaltır\.$/m],
  'mine-paraphrases.js': [/paraphrase +\| Öğrenme hızı/, /negation/, /^\d sentences in .*temiz\.csv$/m],
  'classify-and-cluster.js': [
    /^optimizasyon \(\d+ %\): Momentum/m,
    /^değerlendirme \(\d+ %\): Duyarlılık/m,
    /^\d .+ \| /m,
  ],
  'stream-and-cancel.js': [/^2 texts, 2 passages on disk$/m, /^öğrenme → Öğrenme/m],
}

test('each example is run here', () => {
  assert.deepEqual(readdirSync(FOLDER).sort(), Object.keys(PRINTED).sort())
})

for (const [name, expected] of Object.entries(PRINTED))
  test(`examples/${name} prints what it says`, async t => {
    const folder = scratch(t)
    const given = { ANLAM_INDEXES: folder, ANLAM_MODEL: 'builtin-static' }
    Object.assign(process.env, given)
    t.after(() => {
      for (const key of Object.keys(given)) delete process.env[key]
    })
    const input = Readable.from(['Öğrenme hızı adımdır.\n', '\n', 'Veri kümesi büyüktür.\n'])
    t.mock.getter(process, 'stdin', () => input)
    const lines: string[] = []
    t.mock.method(console, 'log', (...parts: unknown[]) => lines.push(parts.join(' ')))
    await import(pathToFileURL(join(FOLDER, name)).href)
    for (const pattern of expected) assert.match(lines.join('\n'), pattern)
  })

test('the first example stands in docs/library.md', () => {
  const example = readFileSync(join(FOLDER, 'search-texts.js'), 'utf8').replace(/^\/\/.*\n/, '')
  assert.ok(readFileSync(join(PROJECT_ROOT, 'docs/library.md'), 'utf8').includes(example))
})
