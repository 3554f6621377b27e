import { createReadStream } from 'node:fs'
import { z } from 'zod'
import { AnlamError, asAnlamError } from '../errors.js'
import { splitLines } from '../lines.js'

const text = z.string().transform(value => value.toWellFormed().normalize('NFC').trim())

const PairRow = z.object({
  a: text,
  b: text,
  label: z.union([z.literal(0), z.literal(1)]).optional(),
  score: z.number().optional(),
})

const TextRow = z.object({ text })

export type Pair = z.output<typeof PairRow>

/** Similarity scores come on a scale to 5 (STS) or to 1; from this share of it on, a pair means the same. */
const POSITIVE_SHARE = 0.7

/**
 * Labelled or unlabelled pairs: `{"a","b"}` means the same, `{"a","b","label":0|1}` and `{"a","b","score"}` say.
 * @throws AnlamError `not-found`; `invalid-input` naming file and line
 */
export async function readPairs(path: string): Promise<Pair[]> {
  const pairs = await readRows(path, PairRow)
  if (pairs.length === 0) throw new AnlamError('invalid-input', `${path} holds no pairs`)
  return pairs
}

/** Whether each pair means the same, by its label, else its score, else because nothing denies it. */
export function positives(pairs: readonly Pair[]): boolean[] {
  const highest = pairs.reduce((max, { score }) => Math.max(max, score ?? 0), 0)
  const scale = highest > 1 ? 5 : 1
  return pairs.map(({ label, score }) => {
    if (label !== undefined) return label === 1
    return score === undefined || score >= POSITIVE_SHARE * scale
  })
}

/** Texts of a JSON lines file with a `text` field. */
export async function readTexts(path: string): Promise<string[]> {
  return (await readRows(path, TextRow)).map(row => row.text)
}

async function readRows<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>[]> {
  const rows: z.output<T>[] = []
  try {
    for await (const { text: line, number } of splitLines(createReadStream(path, 'utf8'))) {
      if (line.trim() !== '') rows.push(parseRow(line, schema, `${path}, line ${number}`))
    }
  } catch (error) {
    throw asAnlamError(error)
  }
  return rows
}

function parseRow<T extends z.ZodType>(line: string, schema: T, where: string): z.output<T> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw new AnlamError('invalid-input', `${where}: not JSON (${(cause as Error).message})`, { cause })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AnlamError('invalid-input', `${where}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`)
}
