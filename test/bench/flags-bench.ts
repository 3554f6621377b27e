import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readGroups } from '../../src/evaluation/group-rows.js'
import { flagsOf } from '../../src/mining/flags/flags.js'
import { overlap } from '../../src/mining/overlap.js'
import { words } from '../../src/turkish/tokens.js'
import { PROJECT_ROOT, shared } from '../support/shared.js'
import { mean } from './judged-bench.js'
import { readRows } from './quality-tasks.js'
import { table } from './report.js'

/** From this overlap in wording, hard negatives are told from their originals by a word or two. */
const ALIKE = 0.6
/** STSb's scores from 4.5 on mean the same. */
const EQUAL_SCORE = 4.5

interface Pair {
  a: string
  b: string
  kind?: string
  label?: number
  score?: number
}

/** Shares of pairs that are flagged: of those that say different things, by kind, and of those that say the same. */
export async function benchFlagRules(): Promise<void> {
  const groups = await readGroups([join(PROJECT_ROOT, 'test', 'quality', 'groups-dev.jsonl')])
  const bundled = readRows<Pair>(join(PROJECT_ROOT, 'corpus', 'pairs.jsonl'))
  const hard = alike(bundled.filter(({ label }) => label === 0))
  const negatives = groups.flatMap(({ texts, negative }): Pair[] =>
    negative === undefined ? [] : [{ a: texts[0]!, b: negative }],
  )
  const differing: [string, Pair[]][] = [
    ['bundled hard negatives', hard],
    ...[...new Set(hard.map(({ kind }) => kind!))].map((kind): [string, Pair[]] => [
      `- ${kind}`,
      hard.filter(pair => pair.kind === kind),
    ]),
    ['negatives of held-out groups', alike(negatives)],
  ]
  const equal: [string, Pair[]][] = [['bundled paraphrases', bundled.filter(({ label }) => label === 1)]]
  const dev = (name: string, isEqual: (pair: Pair) => boolean): void => {
    const path = shared(`data/dev/${name}.jsonl`)
    if (existsSync(path)) equal.push([name, readRows<Pair>(path).filter(isEqual)])
  }
  for (const kind of ['indomain', 'tech', 'tatoeba'])
    dev(`paraphrase_${kind}_dev`, ({ label }) => label === 1)
  dev('tqp_dev', () => true)
  dev('turkqp_dev', ({ label }) => label === 1)
  dev('stsb_tr_dev', ({ score }) => score! >= EQUAL_SCORE)
  const columns = ['', 'pairs', 'flagged', 'flags']
  table(`Flags: pairs that differ, with an overlap of ${ALIKE} in wording`, columns, differing.map(row))
  table('Flags: pairs that say the same, each flag a mistake', columns, equal.map(row))
  const all = [...differing, ...equal].flatMap(([, pairs]) => pairs)
  const start = process.cpuUsage().user
  for (const { a, b } of all) flagsOf(a, b)
  const seconds = (process.cpuUsage().user - start) / 1e6
  console.log(`\n${Math.round(all.length / seconds)} pairs per second of one processor`)
}

function alike(pairs: readonly Pair[]): Pair[] {
  return pairs.filter(({ a, b }) => overlap(words(a), words(b)) >= ALIKE)
}

function row([name, pairs]: [string, readonly Pair[]]): string[] {
  const flagged = pairs.map(({ a, b }) => flagsOf(a, b))
  const counts = new Map<string, number>()
  for (const flag of flagged.flat()) counts.set(flag, (counts.get(flag) ?? 0) + 1)
  return [
    name,
    `${pairs.length}`,
    mean(flagged.map(flags => Number(flags.length > 0))),
    [...counts].map(count => count.join(' ')).join(', '),
  ]
}
