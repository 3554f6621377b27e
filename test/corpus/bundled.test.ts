import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PROJECT_ROOT } from '../support/shared.js'

interface Sentence {
  id: string
  text: string
  topic: string
  group: string
  kind?: string
}

interface Pair {
  a: string
  b: string
  label: 0 | 1
  kind: string
  aId: string
  bId: string
}

const folder = join(PROJECT_ROOT, 'corpus')
const rows = <T>(path: string): T[] =>
  readFileSync(join(folder, path), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as T)
const documents = readdirSync(join(folder, 'documents')).flatMap(name =>
  rows<Sentence>(join('documents', name)),
)
const negatives = rows<Sentence>('hard-negatives.jsonl')
const pairs = rows<Pair>('pairs.jsonl')

test('the sample corpus has at least 1,000 sentences in 300 groups of three or more, and hard negatives for each group', () => {
  assert.ok(documents.length >= 1000)
  const sizes = new Map<string, number>()
  for (const { group } of documents) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  assert.ok(sizes.size >= 300)
  assert.ok([...sizes.values()].every(size => size >= 3))
  assert.deepEqual(new Set(negatives.map(n => n.group)), new Set(sizes.keys()))
})

test('no text occurs twice, and all are trimmed and in NFC', () => {
  const texts = [...documents, ...negatives].map(({ text }) => text)
  assert.equal(new Set(texts).size, texts.length)
  for (const text of texts) assert.equal(text, text.normalize('NFC').trim())
})

test('the labelled pairs agree with the sentences and their groups', () => {
  const known = new Map([...documents, ...negatives].map(sentence => [sentence.id, sentence]))
  for (const { a, b, label, kind, aId, bId } of pairs) {
    const [left, right] = [known.get(aId)!, known.get(bId)!]
    assert.deepEqual([left.text, right.text, left.group], [a, b, right.group])
    assert.equal(label, right.kind === undefined ? 1 : 0)
    assert.equal(kind, right.kind ?? 'paraphrase')
  }
  assert.equal(pairs.filter(pair => pair.label === 1).length, documents.length)
})
