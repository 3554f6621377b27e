import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Classifier, METHODS, type Method } from '../../src/analysis/classify/classifier.js'
import type { Example } from '../../src/analysis/classify/examples.js'
import { cleanString, readRows } from '../../src/basics/json-rows.js'
import { readGroups } from '../../src/evaluation/group-rows.js'
import type { Encoder } from '../../src/model/types.js'
import { PROJECT_ROOT, shared } from '../support/shared.js'
import { table } from './report.js'

const DOCUMENTS = join(PROJECT_ROOT, 'corpus', 'documents')
const GROUPS = join(PROJECT_ROOT, 'test', 'quality', 'groups-dev.jsonl')
const OFF_TOPIC = shared('data/corpus/off_topic_tr.jsonl')
const Row = z.object({ text: cleanString, topic: z.string(), group: z.string() })
/** Nearest examples that vote. */
const VOTERS = [5, 20]
/** Every fourth label is left out, to see whether its texts are told to have none. */
const UNKNOWN = 4
const NONE = 0.05

/** Texts by topic, with groups of texts that say the same. */
export async function topicSets(): Promise<[string, Required<Example>[]][]> {
  const bundled = await Promise.all(readdirSync(DOCUMENTS).map(name => readRows(join(DOCUMENTS, name), Row)))
  const groups = await readGroups([GROUPS])
  return [
    [
      'bundled, seen in training',
      bundled.flat().map(({ text, topic, group }) => ({ text, label: topic, group })),
    ],
    [
      'groups-dev',
      groups.flatMap(({ id, topic, texts }) => texts.map(text => ({ text, label: topic, group: id }))),
    ],
  ]
}

/** Topics of texts by each method, with and without paraphrases on the other side. */
export async function benchClassification(encoder: Encoder): Promise<void> {
  const rows: string[][] = []
  const none: string[][] = []
  for (const [name, examples] of await topicSets()) {
    const labels = new Set(examples.map(({ label }) => label))
    for (const method of METHODS)
      for (const k of method === 'knn' ? VOTERS : [1])
        rows.push(await evaluated(`${name} (${labels.size})`, method, k, examples, encoder))
    none.push([name, ...(await withUnknown(examples, encoder))])
  }
  table(
    'Classification: topics, five-fold cross-validation',
    [
      'labels',
      'method',
      'accuracy, by group',
      'macro F1',
      'log loss',
      'seconds',
      'accuracy, not grouped',
      'of which warned',
    ],
    rows,
  )
  table(
    `None of them, with --none ${NONE}: every ${UNKNOWN}th label left out of the examples`,
    [
      '',
      'texts of known labels that are told to have none',
      'texts of labels left out',
      'texts of another field',
    ],
    none,
  )
}

async function evaluated(
  name: string,
  method: Method,
  k: number,
  examples: readonly Example[],
  encoder: Encoder,
): Promise<string[]> {
  const grouped = await Classifier.create(encoder, examples, { method, k })
  const started = performance.now()
  const { accuracy, macroF1, logLoss } = grouped.crossValidate()
  const seconds = (performance.now() - started) / 1000
  const alone = examples.map(({ text, label }) => ({ text, label }))
  const free = (await Classifier.create(encoder, alone, { method, k })).crossValidate()
  const { share = 0, accuracyApart = null } = free.nearDuplicates ?? {}
  return [
    name,
    method === 'knn' ? `knn, ${k}` : method,
    accuracy.toFixed(3),
    macroF1.toFixed(3),
    logLoss.toFixed(3),
    seconds.toFixed(1),
    free.accuracy.toFixed(3),
    `${Math.round(100 * share)} % near-duplicates; ${accuracyApart?.toFixed(3) ?? '–'} without`,
  ]
}

/** Shares of texts told to have no label, of known labels, unknown ones and another field, in halves by group. */
async function withUnknown(examples: readonly Required<Example>[], encoder: Encoder): Promise<string[]> {
  const labels = [...new Set(examples.map(({ label }) => label))].sort()
  const unknown = new Set(labels.filter((_, i) => i % UNKNOWN === 0))
  const groups = [...new Set(examples.map(({ group }) => group))].sort()
  const learnt = new Set(groups.filter((_, i) => i % 2 === 0))
  const known = examples.filter(({ label, group }) => learnt.has(group) && !unknown.has(label))
  const held = examples.filter(({ group }) => !learnt.has(group))
  const classifier = await Classifier.create(encoder, known, { method: 'centroid', k: 1, none: NONE })
  const results = await classifier.classify(held.map(({ text }) => text))
  const shareOf = (isUnknown: boolean): string => {
    const own = results.filter((_, i) => unknown.has(held[i]!.label) === isUnknown)
    return (own.filter(({ label }) => label === null).length / own.length).toFixed(3)
  }
  const foreign = existsSync(OFF_TOPIC) ? await readRows(OFF_TOPIC, z.object({ text: cleanString })) : []
  const told = await classifier.classify(foreign.map(({ text }) => text))
  const share = told.filter(({ label }) => label === null).length / told.length
  return [shareOf(false), shareOf(true), foreign.length > 0 ? share.toFixed(3) : '–']
}
