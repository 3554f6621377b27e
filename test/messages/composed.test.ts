import assert from 'node:assert/strict'
import { test } from 'node:test'
import { turkish } from '../../src/messages/turkish/all.js'
import { sentencesOfSource } from '../support/source-sentences.js'

const { texts, messages } = turkish

/** Rooms whose texts go to programs or to those who write them, or have both languages beside each other. */
const ELSEWHERE = /^(?:server\/http|client|pages|library|messages)\//

/** Files that hold words which nobody is told. */
const WORD_LISTS =
  /^(?:turkish|mining\/flags)\/|^corpus\/(?:sentences|formats\/(?:html-elements|tex\/macros|rtf\/controls|markup\/rst))\.ts$/

/** Files that make files: pages and cards of models, which are English, scripts of shells, and what somebody may type. */
const WRITTEN =
  /-page\.ts$|^train\/(?:report\/|model-card\.ts$)|^cli\/(?:completion\/(?:bash|fish|zsh)|examples|demo)\.ts$/

const STATEMENT_OR_MARKUP = /^\s*(?:(?:SELECT|INSERT|DELETE|UPDATE|CREATE|--) |<\w)/

/** Literals that read like a sentence and need no Turkish, by the reason. */
const NOT_SAID: Readonly<Record<string, readonly string[]>> = {
  'a part of texts that are known whole, as `it must be a number from {0}`': [
    'it must be one of {0}{1}',
    'it must be {0} from {1}',
    'it must be {0} from {1} to {2}',
    'a whole number',
    'a key or value of the filter',
    'the query',
    'Did you mean',
  ],
  'a beginning of descriptions, which the test of the help has whole': [
    'cross-encoder that {0}',
    'reads uncertain paraphrases again; those it rejects are only related',
    'looks at the best hits again and puts them in its order',
    'looks again at the best hits of searches that ask for it',
    'label texts that are far from all labels null; at most about this share of the known ones (default: {0})',
  ],
  'names, and what can be typed': [
    'OpenSearch at {0}',
    'uid {0}',
    'glibc {0}',
    '  anlam {0}   # {1}',
    'anlam {0} -- "{1}"',
    'anlam {0} --help',
    'ApiKey {0}',
    'blob {0}{1}',
    '<img alt="{0}">',
    'row {0}',
    'rowid, {0}',
    '{0}, mean',
    '{0}, square',
    "{'descr': '<f4', 'fortran_order': False, 'shape': ({0}, {1}), }",
  ],
  'texts that a model is given': [
    'derin öğrenme',
    'Derin öğrenme',
    'Modelin kaybı neden azalmıyor, öğrenme hızı mı yanlış?',
    'Represent this sentence for searching relevant passages: ',
  ],
  'names of measures, and what a card of a model says it was made of: both are data': [
    'passages by their first sentence, MRR@10',
    'log-likelihood of hidden pieces',
    'random weights',
    ', layers {0}',
    '{0} and {1} layers',
    'rank {0}, alpha {1}',
  ],
  'what only a stack of calls shows': ['This operation was aborted', '\ncaused by '],
  'a column that has no name, called in the metadata of what is indexed': ['column {0}'],
  'a kind of row, which Turkish needs no word for': ['ragged row'],
}

test('every sentence of the code has its Turkish, also one that others are composed of', () => {
  const known = new Set([...Object.keys(texts), ...Object.keys(messages), ...Object.values(NOT_SAID).flat()])
  const missing = sentencesOfSource(
    path => ![ELSEWHERE, WORD_LISTS, WRITTEN].some(kind => kind.test(path)),
  ).filter(({ key }) => !known.has(key) && !STATEMENT_OR_MARKUP.test(key))
  assert.deepEqual(missing, [])
})

test('nothing is exempt that is not in the code any more', () => {
  const said = new Set(sentencesOfSource(() => true).map(({ key }) => key))
  assert.deepEqual(
    Object.values(NOT_SAID)
      .flat()
      .filter(key => !said.has(key)),
    [],
  )
})
