import { basename, normalize } from 'node:path'
import { z } from 'zod'
import { describeIssues } from '../basics/issues.js'
import { badRow, cleanString } from '../basics/json-rows.js'
import { withOurNames } from '../basics/pair-names.js'
import { dataRowsOf } from '../corpus/data-rows.js'
import { AnlamError } from '../errors.js'
import { type Pair, PairRow, positives } from './data.js'
import { isHeldOutGroup } from './held-out-groups.js'
import { parseWeight, trainingFiles } from './training-files.js'

/** Texts that mean the same. */
export interface Group {
  /** Two or more. */
  texts: readonly string[]
  /** A text that sounds like them and says something else. */
  negative?: string
}

/** What a file or folder holds to learn from. */
export interface TrainingSet {
  name: string
  groups: Group[]
  /** Pairs with scores, the high ones of which are groups too. */
  scored: Pair[]
  /** Passes over the groups per epoch; in each, a group gives one pair of its texts. */
  weight: number
}

/** Rows are told apart by their fields. */
const GroupRow = z.object({
  texts: z.array(cleanString).min(2),
  query: cleanString.optional(),
  negative: cleanString.optional(),
  subtopic: z.string().optional(),
})
const TranslationRow = z.object({ tr: cleanString, en: cleanString })
const TermRow = z.object({
  tr: z.array(cleanString),
  en: z.array(cleanString),
  abbr: z.array(cleanString).default([]),
  license: z.array(z.string()).default([]),
})
const QuestionRow = z.object({ q: cleanString, p: cleanString })

/** Licences that exclude commercial use, such as CC BY-NC-SA: nothing is learnt from a term under one. */
export const NON_COMMERCIAL = /\bNC\b/

/**
 * Reads what training learns from: JSON lines or tables, or a folder of them.
 * - `{"a","b"}`, with `label`, `score` or `negative`: pairs. One with label 0 is the negative of a paraphrase with the same `a`.
 * - `{"texts","query"?,"negative"?}`: groups. Those of held-out subtopics are left out (`isHeldOutGroup`).
 * - `{"tr","en"}`: translations; as lists, with `abbr`: terms, of which the first of each is taken.
 * - `{"q","p"}`: questions or headings and their passages.
 *
 * Pairs, triplets, and questions with answers may have the names that data sets give them (`PAIR_NAMES`).
 *
 * @param given a path, with `@8` at its end for eight passes per epoch instead of one
 * @throws AnlamError `not-found`; `invalid-input` naming file and line, or if there is nothing to learn
 */
export async function readTraining(given: string): Promise<TrainingSet> {
  const { path, weight } = parseWeight(given)
  const set: TrainingSet = { name: basename(normalize(path)), groups: [], scored: [], weight }
  for (const file of trainingFiles(path)) await readFile(file, set)
  if (set.groups.length === 0 && set.scored.length === 0) {
    throw new AnlamError('invalid-input', `${path} holds nothing to learn from`)
  }
  return set
}

async function readFile(path: string, { groups, scored }: TrainingSet): Promise<void> {
  const pairs: Pair[] = []
  for await (const { line, value: given } of dataRowsOf(path)) {
    const value = withOurNames(given)
    const read = <T extends z.ZodType>(schema: T): z.output<T> => {
      const parsed = schema.safeParse(value)
      if (!parsed.success) throw badRow(path, line, describeIssues(parsed.error))
      return parsed.data
    }
    const row = value as Record<string, unknown> | null
    if (row?.texts !== undefined) groups.push(...groupsOfRow(read(GroupRow)))
    else if (Array.isArray(row?.tr)) groups.push(...groupsOfTerm(read(TermRow)))
    else if (row?.tr !== undefined) {
      const { tr, en } = read(TranslationRow)
      groups.push({ texts: [tr, en] })
    } else if (row?.q !== undefined) {
      const { q, p } = read(QuestionRow)
      groups.push({ texts: [q, p] })
    } else pairs.push(read(PairRow))
  }
  const positive = positives(pairs)
  const negatives = new Map(pairs.filter(({ label }) => label === 0).map(({ a, b }) => [a, b]))
  for (const [i, pair] of pairs.entries()) {
    if (pair.score !== undefined) scored.push(pair)
    if (!positive[i]) continue
    const negative = pair.negative ?? negatives.get(pair.a)
    groups.push({ texts: [pair.a, pair.b], ...(negative === undefined ? {} : { negative }) })
  }
}

function groupsOfRow({ texts, query, negative, subtopic }: z.output<typeof GroupRow>): Group[] {
  if (isHeldOutGroup({ subtopic })) return []
  const all = query === undefined ? texts : [...texts, query]
  return [{ texts: all, ...(negative === undefined ? {} : { negative }) }]
}

function groupsOfTerm({ tr, en, abbr, license }: z.output<typeof TermRow>): Group[] {
  const texts = [...tr.slice(0, 1), ...en.slice(0, 1), ...abbr.slice(0, 1)]
  return texts.length < 2 || license.some(name => NON_COMMERCIAL.test(name)) ? [] : [{ texts }]
}
