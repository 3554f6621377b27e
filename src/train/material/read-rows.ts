import { z } from 'zod'
import { describeIssues } from '../../basics/issues.js'
import { badRow, cleanString, rowLabel, rowNumber } from '../../basics/json-rows.js'
import { withOurNames } from '../../basics/pair-names.js'
import { dataRowsOf } from '../../corpus/data-rows.js'
import { AnlamError } from '../../errors.js'
import { trainingFiles } from '../training-files.js'
import { NON_COMMERCIAL } from '../training-rows.js'

/** One row of a file, by its shape. */
export type Row =
  | { shape: 'pair'; a: string; b: string; negative?: string }
  | { shape: 'labelled'; a: string; b: string; label: 0 | 1 }
  | { shape: 'scored'; a: string; b: string; score: number }
  | { shape: 'group'; texts: string[]; negative?: string; query?: string; topic?: string; subtopic?: string }
  | { shape: 'parallel'; a: string; b: string }
  | { shape: 'retrieval'; a: string; b: string }
  | { shape: 'text'; text: string }

export type Shape = Row['shape']

/** Rows of a file, or of all files of rows in a folder. */
export interface Material {
  /** As the user named it. */
  path: string
  files: string[]
  rows: Row[]
  /** Rows that teach nothing (a text is empty, or both are the same), or whose licence excludes commercial use. */
  skipped: number
}

const names = z.array(cleanString)
const text = cleanString

/** Each shape by a field that no other has. */
const SHAPES: readonly [field: string, schema: z.ZodType<Row>][] = [
  [
    'texts',
    z
      .object({
        texts: names.min(1),
        negative: text.optional(),
        query: text.optional(),
        topic: z.string().optional(),
        subtopic: z.string().optional(),
      })
      .transform(row => ({ shape: 'group' as const, ...withoutUndefined(row) })),
  ],
  [
    'score',
    z.object({ a: text, b: text, score: rowNumber }).transform(row => ({ shape: 'scored' as const, ...row })),
  ],
  [
    'label',
    z
      .object({ a: text, b: text, label: rowLabel })
      .transform(row => ({ shape: 'labelled' as const, ...row })),
  ],
  [
    'a',
    z
      .object({ a: text, b: text, negative: text.optional() })
      .transform(row => ({ shape: 'pair' as const, ...withoutUndefined(row) })),
  ],
  [
    'q',
    z.object({ q: text, p: text }).transform(({ q, p }) => ({ shape: 'retrieval' as const, a: q, b: p })),
  ],
  [
    'tr',
    z.union([
      z
        .object({ tr: text, en: text })
        .transform(({ tr, en }) => ({ shape: 'parallel' as const, a: tr, b: en })),
      // Names of one term: a group without more.
      z
        .object({ tr: names, en: names, abbr: names.default([]) })
        .transform(({ tr, en, abbr }) => ({ shape: 'group' as const, texts: [...tr, ...en, ...abbr] })),
    ]),
  ],
  ['text', z.object({ text }).transform(row => ({ shape: 'text' as const, ...row }))],
]

const KNOWN =
  '{"a","b"} with an optional "label", "score" or "negative", {"texts"}, {"q","p"}, {"tr","en"} or {"text"}; ' +
  'the texts of a pair may be "sentence1" and "sentence2" and the like, or "anchor", "positive" and "negative"'

/**
 * Reads JSON lines or tables whose rows have any of the known shapes, each by itself.
 * @param path a file, or a folder whose files of rows are read in the order of their names
 * @throws AnlamError `not-found`; `invalid-input`, naming file and line
 */
export async function readMaterial(path: string): Promise<Material> {
  const files = trainingFiles(path)
  const rows: Row[] = []
  let skipped = 0
  for (const file of files)
    for await (const { line, value } of dataRowsOf(file)) {
      const row = parseRow(value, file, line)
      if (teaches(row) && isFree(value)) rows.push(row)
      else skipped++
    }
  if (rows.length === 0) throw new AnlamError('invalid-input', `${path} holds nothing to learn from`)
  return { path, files, rows, skipped }
}

function parseRow(given: unknown, file: string, line: number): Row {
  const value = withOurNames(given)
  const found = SHAPES.find(([field]) => typeof value === 'object' && value !== null && field in value)
  if (!found) throw badRow(file, line, `known rows are ${KNOWN}`)
  const parsed = found[1].safeParse(value)
  if (!parsed.success) throw badRow(file, line, describeIssues(parsed.error))
  return parsed.data
}

function isFree(value: unknown): boolean {
  const { license } = value as { license?: unknown }
  return ![license].flat().some(each => typeof each === 'string' && NON_COMMERCIAL.test(each))
}

function teaches(row: Row): boolean {
  if (row.shape === 'text') return row.text !== ''
  if (row.shape !== 'group')
    return row.a !== '' && row.b !== '' && (row.shape === 'scored' || row.a !== row.b)
  row.texts = [...new Set(row.texts)].filter(each => each !== '')
  return new Set([...row.texts, ...(row.query ? [row.query] : [])]).size > 1
}

/** Absent fields stay absent, as the types of this project want it. */
function withoutUndefined<T extends object>(row: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

/** How many rows of each shape there are, for people: `150 group, 20 scored`. */
export function describeShapes(rows: readonly Row[]): string {
  const counts = new Map<Shape, number>()
  for (const { shape } of rows) counts.set(shape, (counts.get(shape) ?? 0) + 1)
  return [...counts].map(([shape, count]) => `${count} ${shape}`).join(', ')
}

/** Highest score of a scale: STS counts to 5, others to 1. */
export function scoreRange(scores: readonly number[]): number {
  return scores.some(score => score > 1) ? 5 : 1
}
