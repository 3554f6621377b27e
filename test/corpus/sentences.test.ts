import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { segment } from '../../src/corpus/segment.js'
import { PROJECT_ROOT } from '../support/shared.js'

interface Labelled {
  category: string
  sentences: string[]
  /** Separator of the sentences; default a space. */
  joint?: string
}

const labelled = readFileSync(join(PROJECT_ROOT, 'test', 'corpus', 'sentences.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as Labelled)

const standard = new Intl.Segmenter('tr', { granularity: 'sentence' })

type Segmenter = (text: string) => string[]
const segmenters: Record<'ours' | 'standard', Segmenter> = {
  // With blank lines in the text, a line end does not end a paragraph.
  ours: text =>
    segment({ id: 'd', text: `Başlık\n\n${text}`, source: '', metadata: {} }, 'sentence')
      .slice(1)
      .map(passage => passage.text),
  standard: text =>
    [...standard.segment(text)].map(each => each.segment.trim()).filter(each => /[\p{L}\p{N}]/u.test(each)),
}

/** Offsets at which sentences end, except the last. */
function ends(text: string, sentences: readonly string[]): Set<number> {
  let at = 0
  return new Set(
    sentences.slice(0, -1).map(sentence => {
      at = text.indexOf(sentence, at) + sentence.length
      return at
    }),
  )
}

function f1(samples: readonly Labelled[], segmenter: Segmenter): number {
  let right = 0
  let all = 0
  for (const { sentences, joint = ' ' } of samples) {
    const text = sentences.join(joint)
    const gold = ends(text, sentences)
    const found = ends(text, segmenter(text))
    right += [...found].filter(end => gold.has(end)).length
    all += gold.size + found.size
  }
  return (2 * right) / all
}

test('sentence ends match the labels at least as well as Unicode’s rules in each category, and better overall', () => {
  for (const category of new Set(labelled.map(sample => sample.category))) {
    const samples = labelled.filter(sample => sample.category === category)
    const [ours, theirs] = [f1(samples, segmenters.ours), f1(samples, segmenters.standard)]
    assert.ok(ours >= theirs, `${category}: ${ours} against ${theirs}`)
    assert.ok(ours > 0.95, `${category}: ${ours}`)
  }
  const [ours, theirs] = [f1(labelled, segmenters.ours), f1(labelled, segmenters.standard)]
  assert.ok(ours > theirs + 0.05, `${ours} against ${theirs}`)
})
