import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { bootstrap, type Metrics } from '../../src/evaluation/bootstrap.js'
import type { Group } from '../../src/evaluation/group-rows.js'
import { groupsIn } from '../quality/contrast-examples.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { mineFile } from './mined-prose-bench.js'
import { readRows } from './quality-tasks.js'
import { table, withInterval } from './report.js'

/**
 * What mining calls paraphrases among the texts and negatives of held-out groups, at the model's own threshold: the share that
 * is right, the share of the true ones that is found, and what the others are.
 */
export async function benchMinedGroups(model: string): Promise<void> {
  const sets: [string, Group[]][] = [
    ['held-out groups', readRows<Group>(join(PROJECT_ROOT, 'test', 'quality', 'groups-dev.jsonl'))],
    ['those of corpus/groups', groupsIn(join(PROJECT_ROOT, 'corpus', 'groups'), 'held-out')],
  ]
  const rows: string[][] = []
  for (const [name, groups] of sets) {
    const measure = await mineGroups(groups, model)
    const metrics = measure([...groups.keys()])
    const intervals = bootstrap(groups.length, measure)
    rows.push([
      `${name} (${groups.length})`,
      `${metrics.called}`,
      ...['right', 'found', 'right of all without negatives'].map(metric =>
        withInterval(metrics[metric]!, intervals[metric]),
      ),
      ...['copies', 'repeated', 'others'].map(metric => `${metrics[metric]}`),
    ])
  }
  table(
    `Groups mined with ${basename(model)}, four texts and a negative each; intervals over groups`,
    [
      '',
      'called paraphrases',
      'right',
      'found',
      'right of all without negatives',
      'first text and negative',
      'another text and the negative',
      'of two groups',
    ],
    rows,
  )
}

/** @returns metrics of drawn groups; a pair counts with the group of its first text */
async function mineGroups(
  groups: readonly Group[],
  model: string,
): Promise<(drawn: readonly number[]) => Metrics> {
  const root = mkdtempSync(join(tmpdir(), 'anlam-groups-'))
  try {
    const file = join(root, 'groups.jsonl')
    const passages = groups.flatMap(({ texts, negative }, g) => [
      ...texts.map((text, i) => ({ id: `${g} ${i}`, text })),
      { id: `${g} negative`, text: negative },
    ])
    writeFileSync(file, passages.map(passage => `${JSON.stringify(passage)}\n`).join(''))
    const { pairs } = await mineFile(file, root, model)
    const called = groups.map(() => ({ right: 0, copies: 0, repeated: 0, others: 0, unmixed: 0 }))
    for (const { aId, bId, kind } of pairs) {
      if (kind === 'related') continue
      const [[a, i], [b, j]] = [aId.split(' '), bId.split(' ')] as [[string, string], [string, string]]
      const counts = called[Number(a)]!
      const negatives = [i, j].filter(part => part === 'negative').length
      if (negatives === 0) counts.unmixed++
      if (a !== b) counts.others++
      else if (negatives === 0) counts.right++
      else if ([i, j].includes('0')) counts.copies++
      else counts.repeated++
    }
    return drawn => {
      const sum = (name: keyof (typeof called)[number]): number =>
        drawn.reduce((total, g) => total + called[g]![name], 0)
      const wanted = drawn.reduce((total, g) => {
        const { length } = groups[g]!.texts
        return total + (length * (length - 1)) / 2
      }, 0)
      const [right, copies, repeated, others] = [sum('right'), sum('copies'), sum('repeated'), sum('others')]
      const all = right + copies + repeated + others
      return {
        called: all,
        right: right / all,
        found: right / wanted,
        'right of all without negatives': right / sum('unmixed'),
        copies,
        repeated,
        others,
      }
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
