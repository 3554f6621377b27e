import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { loadConfig } from '../../src/config.js'
import { auc } from '../../src/evaluation/metrics.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import type { OnnxEncoder } from '../../src/model/onnx-encoder.js'
import { shared, unlessShared } from '../support/shared.js'

let encoder: OnnxEncoder
before(async () => {
  encoder = await loadEncoder({ directory: modelDirectory(loadConfig(), STATIC_MODEL), model: STATIC_MODEL })
})
after(() => encoder.close())

async function cosines(pairs: { a: string; b: string }[]): Promise<number[]> {
  const [a, b] = await Promise.all([encoder.encode(pairs.map(p => p.a)), encoder.encode(pairs.map(p => p.b))])
  const { dimension } = a
  return pairs.map((_, row) => {
    let sum = 0
    for (let i = row * dimension; i < (row + 1) * dimension; i++) sum += a.values[i]! * b.values[i]!
    return sum
  })
}

test('the built-in model takes at most 40 MB', () => {
  const folder = modelDirectory(loadConfig(), STATIC_MODEL)
  const files = (readdirSync(folder, { recursive: true }) as string[])
    .map(name => statSync(join(folder, name)))
    .filter(info => info.isFile())
  assert.ok(files.reduce((sum, info) => sum + info.size, 0) <= 40_000_000)
})

test('the model card ends with the notes, as training writes it', () => {
  const [notes, card] = ['NOTES.md', 'README.md'].map(name =>
    readFileSync(join(modelDirectory(loadConfig(), STATIC_MODEL), name), 'utf8'),
  )
  assert.ok(card!.endsWith(`\n${notes}`))
})

test('on unseen questions, the built-in model detects paraphrases with an AUC above 0.80', {
  skip: unlessShared('data/dev/turkqp_dev.jsonl'),
}, async () => {
  const rows = readFileSync(shared('data/dev/turkqp_dev.jsonl'), 'utf8').trim().split('\n')
  const pairs = rows.map(line => JSON.parse(line) as { a: string; b: string; label: 0 | 1 })
  const value = auc(
    await cosines(pairs),
    pairs.map(pair => pair.label === 1),
  )
  assert.ok(value > 0.8, `AUC ${value}`)
})

test('İ, I, ı and i are folded as Turkish and its acronyms need', async () => {
  const [upper, acronym] = await cosines([
    { a: 'SINIFLANDIRMA İŞLEMİ', b: 'sınıflandırma işlemi' },
    { a: 'AI', b: 'ai' },
  ])
  assert.ok(upper! > 0.9999 && acronym! > 0.9999)
})

test('a text of ten million characters takes no more memory than the vocabulary', async () => {
  const { tokens, values } = await encoder.encode(['yapay zekâ '.repeat(900_000)])
  assert.ok(tokens[0]! >= 1_800_000)
  assert.ok(values.some(x => x !== 0))
})
