import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { foldCircumflexes } from '../../src/turkish/fold.js'
import { bundledGlossary, glossaryWith } from '../../src/turkish/glossary.js'
import { GlossaryEntry, namesOf } from '../../src/turkish/glossary-entry.js'
import { otherNames } from '../support/other-names.js'
import { PROJECT_ROOT } from '../support/shared.js'

/** Fields of the bundled entries; those of an index may name others. */
const GLOSSARY_FIELDS = [
  ...['basics', 'statistics', 'maths', 'data', 'evaluation', 'optimisation'],
  ...['regression', 'classification', 'trees', 'kernels', 'clustering', 'dimension', 'anomaly'],
  ...['networks', 'vision', 'sequence', 'transformers', 'nlp', 'speech', 'generative'],
  ...['reinforcement', 'recommendation', 'time-series', 'causal', 'graph', 'mlops', 'hardware', 'ethics'],
]

const glossary = bundledGlossary()
const idsIn = (text: string): string[][] =>
  glossary.termsIn(text).map(({ entries }) => entries.map(({ id }) => id))

/** Names that differ in case, circumflexes or ı alone are one name. */
const key = (name: string): string => foldCircumflexes(name).replaceAll('ı', 'i')

test('every bundled entry is valid, in NFC, and of a known field; ids and names within an entry are distinct', () => {
  const text = readFileSync(join(PROJECT_ROOT, 'corpus', 'glossary.jsonl'), 'utf8')
  assert.equal(text, text.normalize('NFC'))
  const rows = text.trim().split('\n')
  const ids = new Set<string>()
  for (const row of rows) {
    const entry = GlossaryEntry.parse(JSON.parse(row))
    assert.ok(GLOSSARY_FIELDS.includes(entry.field!), row)
    assert.ok(!ids.has(entry.id), row)
    ids.add(entry.id)
    assert.equal(new Set(namesOf(entry).map(key)).size, namesOf(entry).length, row)
  }
  assert.ok(rows.length >= 1500, `${rows.length} entries`)
})

test('a name of two entries is marked as ambiguous in both, and no other is', () => {
  const holders = new Map<string, string[]>()
  for (const entry of glossary.entries)
    for (const name of namesOf(entry)) holders.set(key(name), [...(holders.get(key(name)) ?? []), entry.id])
  for (const entry of glossary.entries)
    for (const name of namesOf(entry)) {
      const ids = holders.get(key(name))!
      const marked = entry.ambiguous?.includes(name) ?? false
      assert.equal(marked, ids.length > 1, `${name} of ${ids.join(', ')}`)
    }
})

test('terms are found in any form, in both languages, and without Turkish letters', () => {
  for (const [text, id] of [
    ['yapay sinir ağlarının', 'neural-network'],
    ['sinir ağı', 'neural-network'],
    ['neural networks', 'neural-network'],
    ["CNN'lerde", 'convolutional-neural-network'],
    ['hata kareler ortalamasını', 'mean-squared-error'],
    ['asiri ogrenme', 'overfitting'],
    ['AŞIRI ÖĞRENMENİN', 'overfitting'],
    ['olasılık yoğunluk fonksiyonları', 'probability-density-function'],
    ['yapay zeka', 'artificial-intelligence'],
    ['LLMler', 'large-language-model'],
    ['AI', 'artificial-intelligence'],
    ['k katlı çapraz doğrulamayı', 'k-fold-cross-validation'],
  ] as const)
    assert.deepEqual(idsIn(text), [[id]], text)
})

test('a derived word is no form of a name, nor are words of two sentences', () => {
  assert.deepEqual(idsIn('ağırlıksızlaştırma'), [])
  assert.deepEqual(idsIn('elma'), [], 'ELM has its endings after an apostrophe')
  assert.deepEqual(idsIn('çok aşırı. Öğrenme'), [])
  assert.deepEqual(idsIn('bugün hava güzel'), [])
})

test('an ambiguous name has all its meanings', () => {
  assert.deepEqual(idsIn('SSL')[0]!.sort(), ['self-supervised-learning', 'semi-supervised-learning'])
  assert.ok(glossary.areEqual('SSL', 'öz denetimli öğrenme'))
  assert.ok(!glossary.areEqual('öz denetimli öğrenme', 'yarı denetimli öğrenme'))
})

test('an everyday word is not taken for a term unless written with its capitals, but still equals it', () => {
  assert.deepEqual(idsIn('cam kırıldı'), [])
  assert.deepEqual(idsIn('CAM kırıldı'), [['class-activation-map']])
  assert.ok(glossary.areEqual('cam', 'class activation map'))
})

test('names of one term are equal in any form, and others are not', () => {
  assert.ok(glossary.areEqual('aşırı öğrenmenin', 'overfitting'))
  assert.ok(glossary.areEqual('evrişimli sinir ağları', "CNN'ler"))
  assert.ok(!glossary.areEqual('precision', 'recall'))
  assert.ok(!glossary.areEqual('kesinlik', 'duyarlılık'))
  assert.ok(!glossary.areEqual('hava', 'hava'))
})

test('entries of an index add to the bundled ones, or replace the one with their id', () => {
  const entry = (id: string, tr: string[], abbr: string[]): GlossaryEntry => ({ id, tr, en: [], abbr })
  const own = glossaryWith([
    entry('order', ['sipariş numarası'], ['SN']),
    entry('overfitting', ['aşırı öğrenme'], ['AÖ']),
  ])
  assert.deepEqual(otherNames('sipariş numaraları', own), ['SN'])
  assert.deepEqual(otherNames('aşırı öğrenme', own), ['AÖ'])
  assert.deepEqual(own.termsIn('overfitting'), [])
  assert.ok(otherNames('makine öğrenmesi', own).includes('machine learning'))
  assert.ok(otherNames('aşırı öğrenme', glossary).includes('overfitting'), 'the bundled one is as it was')
})
