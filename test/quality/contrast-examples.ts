import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Group } from '../../src/evaluation/group-rows.js'
import { flagsOf } from '../../src/mining/flags/flags.js'
import { type Replaced, replacedWords } from '../../src/mining/flags/replaced.js'
import { ONE_SENTENCE } from '../../src/mining/other-words.js'
import { overlap } from '../../src/mining/overlap.js'
import { isHeldOutGroup } from '../../src/train/held-out-groups.js'
import { words } from '../../src/turkish/tokens.js'
import { readRows } from '../bench/quality-tasks.js'
import { PROJECT_ROOT, shared } from '../support/shared.js'

/** Two texts that share half of their words, are not flagged, and have words that the other lacks. */
export interface Example {
  replaced: Replaced
  /** Whether they say something else. */
  differs: boolean
  source: string
  /** How much it counts. */
  weight: number
}

interface Pair {
  a: string
  b: string
  label?: number
}

export interface NearCopy extends Pair {
  id: string
  subject: string
}

/** Sentences and the same sentences with other words in a place or two: those to learn from, or those to measure by. */
export function nearCopies(part: 'train' | 'test'): NearCopy[] {
  const all = readRows<NearCopy>(join(PROJECT_ROOT, 'corpus', 'near-copies.jsonl'))
  const subjects = [...new Set(all.map(({ subject }) => subject))].sort()
  return all.filter(({ subject }) => (subjects.indexOf(subject) % 2 === 1) === (part === 'test'))
}

/** Paraphrase groups of all files of a folder: those that may be learnt from, or those that are held out. */
export function groupsIn(folder: string, part: 'train' | 'held-out'): Group[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.jsonl'))
    .sort()
    .flatMap(name => readRows<Group>(join(folder, name)))
    .filter(group => isHeldOutGroup(group) === (part === 'held-out'))
}

/**
 * What the weights of a contrast are fitted to: negatives of groups, and pairs of paraphrases that look as much alike. The
 * sources differ in size and cleanness, which their weights make up for.
 */
export function contrastExamples(): Example[] {
  const negatives = [shared('data/groups'), join(PROJECT_ROOT, 'corpus', 'groups')].flatMap(folder =>
    groupsIn(folder, 'train').map(({ texts, negative }) => ({ a: texts[0]!, b: negative, label: 0 })),
  )
  const sources: [string, readonly Pair[], number, number][] = [
    ['groups', negatives, 1, 0],
    ['indomain', readRows<Pair>(shared('data/more/paraphrase_indomain.jsonl')), 0.5, 1],
    ['tech', readRows<Pair>(shared('data/more/paraphrase_tech.jsonl')), 0.2, 0.12],
    ['questions', readRows<Pair>(shared('data/train/tqp_train.jsonl')), 0, 0.3],
    ['near copies', nearCopies('train'), 0, 4],
  ]
  return sources.flatMap(([source, pairs, differing, equal]) =>
    pairs.flatMap(({ a, b, label = 1 }): Example[] => {
      const weight = label === 0 ? differing : equal
      const replaced = weight > 0 ? comparedWords(a, b) : undefined
      return replaced ? [{ replaced, differs: label === 0, source, weight }] : []
    }),
  )
}

/** What mining compares of two texts; undefined if it judges them otherwise. */
export function comparedWords(a: string, b: string): Replaced | undefined {
  if (overlap(words(a), words(b)) < ONE_SENTENCE || flagsOf(a, b).length > 0) return undefined
  return replacedWords(a, b)
}
