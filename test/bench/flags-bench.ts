import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { type Group, readGroups } from '../../src/evaluation/group-rows.js'
import { describeTexts } from '../../src/mining/describe.js'
import { flagsOf } from '../../src/mining/flags/flags.js'
import { type EncodeWords, judgeOtherWords } from '../../src/mining/other-words.js'
import { overlap } from '../../src/mining/overlap.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { words } from '../../src/turkish/tokens.js'
import { groupsIn, nearCopies } from '../quality/contrast-examples.js'
import { judgedPairs } from '../quality/judged-sets.js'
import { PROJECT_ROOT, shared } from '../support/shared.js'
import { mean } from './judged-bench.js'
import { readRows } from './quality-tasks.js'
import { table } from './report.js'

/** From this overlap in wording, hard negatives are told from their originals by a word or two. */
const ALIKE = 0.6
/** STSb's scores from 4.5 on mean the same. */
const EQUAL_SCORE = 4.5

interface Texts {
  a: string
  b: string
}

interface Pair extends Texts {
  kind?: string
  label?: number
  score?: number
}

/**
 * Shares of pairs that are flagged, and that are flagged or `related` for their other words, whatever their cosine: of those
 * that say different things, by kind, and of those that say the same.
 */
export async function benchFlagRules(): Promise<void> {
  const negativesOf = (groups: readonly Group[]): Texts[] =>
    alike(groups.map(({ texts, negative }) => ({ a: texts[0]!, b: negative })))
  const held = await readGroups([join(PROJECT_ROOT, 'test', 'quality', 'groups-dev.jsonl')])
  const judged = judgedPairs()
  const bundled = readRows<Pair>(join(PROJECT_ROOT, 'corpus', 'pairs.jsonl'))
  const hard = alike(bundled.filter(({ label }) => label === 0))
  const differing: [string, Texts[]][] = [
    ['bundled hard negatives', hard],
    ...[...new Set(hard.map(({ kind }) => kind!))].map((kind): [string, Pair[]] => [
      `- ${kind}`,
      hard.filter(pair => pair.kind === kind),
    ]),
    ['negatives of held-out groups', negativesOf(held)],
    ['of those in corpus/groups', negativesOf(groupsIn(join(PROJECT_ROOT, 'corpus', 'groups'), 'held-out'))],
    ['judged, however they overlap', judged.filter(({ label }) => label === 'differs')],
  ]
  const equal: [string, Texts[]][] = [
    ['bundled paraphrases', bundled.filter(({ label }) => label === 1)],
    ['near-copies that were not learnt from', nearCopies('test')],
    ['judged, each with a trap', judged.filter(({ label }) => label === 'paraphrase')],
  ]
  const dev = (name: string, isEqual: (pair: Pair) => boolean): void => {
    const path = shared(`data/dev/${name}.jsonl`)
    if (existsSync(path)) equal.push([name, readRows<Pair>(path).filter(isEqual)])
  }
  for (const kind of ['indomain', 'tech', 'tatoeba'])
    dev(`paraphrase_${kind}_dev`, ({ label }) => label === 1)
  dev('tqp_dev', () => true)
  dev('turkqp_dev', ({ label }) => label === 1)
  dev('stsb_tr_dev', ({ score }) => score! >= EQUAL_SCORE)
  const columns = ['', 'pairs', 'flagged', 'flagged or related', 'flags']
  const encoder = await openEncoder({ ...loadConfig(), precision: 'auto', provider: 'cpu' }, STATIC_MODEL)
  const rows = (sets: readonly [string, Texts[]][]): Promise<string[][]> =>
    Promise.all(sets.map(set => row(set, texts => encoder.encode(texts))))
  table(`Flags: pairs that differ, with an overlap of ${ALIKE} in wording`, columns, await rows(differing))
  table('Flags: pairs that say the same, each flag a mistake', columns, await rows(equal))
  await encoder.close()
  const all = [...differing, ...equal].flatMap(([, pairs]) => pairs)
  const start = process.cpuUsage().user
  for (const { a, b } of all) flagsOf(a, b)
  const seconds = (process.cpuUsage().user - start) / 1e6
  console.log(`\n${Math.round(all.length / seconds)} pairs per second of one processor`)
}

function alike<T extends Texts>(pairs: readonly T[]): T[] {
  return pairs.filter(({ a, b }) => overlap(words(a), words(b)) >= ALIKE)
}

async function row([name, pairs]: [string, readonly Texts[]], encode: EncodeWords): Promise<string[]> {
  const described = pairs.map(({ a, b }, i) => ({
    aId: `${i}`,
    bId: '',
    a,
    b,
    score: 1,
    ...describeTexts(a, b, 1, 0),
  }))
  const judged = await judgeOtherWords(described, encode)
  const counts = new Map<string, number>()
  for (const flag of described.flatMap(({ flags }) => flags)) counts.set(flag, (counts.get(flag) ?? 0) + 1)
  return [
    name,
    `${pairs.length}`,
    mean(described.map(({ flags }) => Number(flags.length > 0))),
    mean(judged.map(({ kind }) => Number(kind === 'related'))),
    [...counts].map(count => count.join(' ')).join(', '),
  ]
}
