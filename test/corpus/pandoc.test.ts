import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { file, readAll } from '../support/corpus.js'
import { scratch } from '../support/scratch.js'

const without = spawnSync('pandoc', ['--version']).status === 0 ? false : 'needs pandoc'

const LESSON = `# Öğrenme türleri

Makine öğrenmesi, verideki *örüntüleri* bulup **yeni örnekler** hakkında tahmin yapar; bkz. [kaynak](http://ornek.tr).

## Denetimli öğrenme

- Her örneğin etiketi bilinir.
- Model \`fit\` ile eğitilir.
    - İç içe bir madde.

1. Veri toplanır.
2. Model seçilir.

> Bütün modeller yanlıştır, bazıları yararlıdır.

## Notlar

Aşırı öğrenme sınamada görülür.[^1] Kayıp küçüldükçe ağırlıklar değişir.

[^1]: Not metni de okunur.
`

/** What an element of pandoc's tree holds that is read, in order; code, tables and formulas are not. */
function textOf(node: unknown): string {
  if (Array.isArray(node)) return node.map(textOf).join('')
  if (typeof node !== 'object' || node === null) return ''
  const { t: type, c: content } = node as { t?: string; c?: unknown }
  if (type === 'Str') return content as string
  if (type === 'Code') return (content as [unknown, string])[1]
  if (type === 'Space' || type === 'SoftBreak' || type === 'LineBreak') return ' '
  if (type === 'CodeBlock' || type === 'Table' || type === 'Math' || type === 'Image') return ''
  const isBlock = type === 'Para' || type === 'Plain' || type === 'Header'
  return textOf(content) + (isBlock ? '\n' : '')
}

for (const format of ['markdown', 'html', 'epub'] as const)
  test(`what pandoc reads is read, in its order: ${format}`, { skip: without }, async t => {
    const source = file(t, 'ders.md', LESSON)
    const path = format === 'markdown' ? source : join(scratch(t), `ders.${format}`)
    if (format !== 'markdown') {
      const made = spawnSync('pandoc', ['-s', '--metadata', 'title=Ders', source, '-o', path], {
        encoding: 'utf8',
      })
      assert.equal(made.status, 0, made.stderr)
    }
    const { stdout } = spawnSync('pandoc', ['-t', 'json', source], { encoding: 'utf8' })
    const expected = textOf((JSON.parse(stdout) as { blocks: unknown }).blocks).split(/[^\p{L}\p{N}]+/u)
    const wanted = expected.filter(word => word !== '')
    const { documents } = await readAll([path])
    const ours = documents
      .map(({ document }) => `${document.metadata.heading ?? ''} ${document.text}`)
      .join(' ')
    const read = ours.split(/[^\p{L}\p{N}]+/u)
    const bag = new Map<string, number>()
    for (const word of read) bag.set(word, (bag.get(word) ?? 0) + 1)
    const missing = wanted.filter(word => {
      const left = bag.get(word) ?? 0
      bag.set(word, left - 1)
      return left <= 0
    })
    assert.ok(missing.length <= 0.02 * wanted.length, missing.join(' '))
    let at = 0
    // Notes stand where their file has them.
    const body = wanted.filter(word => !['Not', 'metni', 'de', 'okunur'].includes(word))
    for (const word of read) if (word === body[at]) at++
    assert.equal(at, body.length, body.slice(at, at + 5).join(' '))
  })
