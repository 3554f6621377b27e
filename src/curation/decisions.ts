import { z } from 'zod'
import { cleanString, rowName, rowNumber } from '../basics/json-rows.js'
import { pairKey } from '../evaluation/unlabelled-pairs.js'
import { allRecords } from '../index/read-all.js'
import type { SearchIndex } from '../index/types.js'

/** What people say of a pair: both texts say the same, they do not, or they cannot tell. */
export const VERDICTS = ['right', 'wrong', 'unsure'] as const
export type Verdict = (typeof VERDICTS)[number]

/** Labels of pairs, as `anlam calibrate` takes them. */
export const LABELS = { right: 1, wrong: 0, unsure: null } as const satisfies Record<Verdict, 0 | 1 | null>

const Judgement = z.object({
  verdict: z.enum(VERDICTS),
  /** When, in ISO 8601. */
  at: z.string(),
  /** Who decided, as far as it is known. */
  by: z.string().optional(),
})
const Details = z.object({
  aId: rowName.optional(),
  bId: rowName.optional(),
  score: rowNumber.optional(),
})
const StoredDecision = Details.extend({ a: z.string(), b: z.string(), history: z.array(Judgement).min(1) })

/** A decision about a pair of texts, in whichever order. */
export type Decision = z.output<typeof Judgement> &
  z.output<typeof Details> & {
    a: string
    b: string
    /** How many decisions about this pair came before. */
    earlier: number
  }

/** A decision that somebody takes. */
export type NewDecision = Omit<Decision, 'at' | 'earlier'> & { at?: string | undefined }

/** A row of a file of decisions: `{"a","b"}` with a `label` of 1, 0 or null, or a `verdict`. */
export const DecisionRow = Details.extend({
  a: cleanString.pipe(z.string().min(1)),
  b: cleanString.pipe(z.string().min(1)),
  label: z.union([z.literal(0), z.literal(1), z.null()]).optional(),
  verdict: z.enum(VERDICTS).optional(),
  at: z.iso.datetime({ offset: true }).optional(),
  by: cleanString.optional(),
})

/** Keeps decisions with the index. An earlier one about the same pair is remembered, so that it can be undone. */
export async function decide(index: SearchIndex, decisions: readonly NewDecision[]): Promise<Decision[]> {
  const known = new Map<string, Stored>()
  for (const { a, b } of decisions) {
    const key = pairKey(a, b)
    const stored = await storedOf(index, key)
    if (stored) known.set(key, stored)
  }
  return decideAll(index, decisions, known)
}

/** @param known what was decided before about these pairs */
async function decideAll(
  index: SearchIndex,
  decisions: readonly NewDecision[],
  known: ReadonlyMap<string, Stored>,
): Promise<Decision[]> {
  const changed = new Map<string, Stored>()
  const taken = decisions.map(({ a, b, verdict, by, at = new Date().toISOString(), ...details }) => {
    const key = pairKey(a, b)
    const { history = [] } = changed.get(key) ?? known.get(key) ?? {}
    const judgement = { verdict, at, ...(by === undefined ? {} : { by }) }
    const stored = { a, b, ...details, history: [...history, judgement] }
    changed.set(key, stored)
    return toDecision(stored)
  })
  await keep(index, changed)
  return taken
}

/**
 * Takes back the last decision about a pair.
 * @returns the one before it, which counts again; undefined if there is none
 */
export async function undecide(
  index: SearchIndex,
  { a, b }: { a: string; b: string },
): Promise<Decision | undefined> {
  const key = pairKey(a, b)
  const stored = await storedOf(index, key)
  if (!stored) return undefined
  const before = { ...stored, history: stored.history.slice(0, -1) }
  if (before.history.length === 0) {
    await index.removeRecords('decision', [key])
    return undefined
  }
  await keep(index, new Map([[key, before]]))
  return toDecision(before)
}

/** All decisions that count, in a stable order. */
export async function allDecisions(index: SearchIndex): Promise<Decision[]> {
  return [...(await allStored(index)).values()].map(toDecision)
}

export interface ImportReport {
  imported: number
  /** Rows that say what is known already, or are older than what was decided here. */
  unchanged: number
  /** Rows without a label or verdict. */
  unlabelled: number
}

/** Takes over decisions of others, such as those of an offline report. Of two about one pair, the later counts. */
export async function importDecisions(
  index: SearchIndex,
  rows: readonly z.output<typeof DecisionRow>[],
): Promise<ImportReport> {
  const known = await allStored(index)
  const wanted: NewDecision[] = []
  const report: ImportReport = { imported: 0, unchanged: 0, unlabelled: 0 }
  for (const { label, verdict = verdictOf(label), at, ...row } of rows) {
    const last = known.get(pairKey(row.a, row.b))?.history.at(-1)
    const isKnown =
      last && (at === undefined ? last.verdict === verdict : Date.parse(at) <= Date.parse(last.at))
    if (!verdict) report.unlabelled++
    else if (isKnown) report.unchanged++
    else wanted.push({ ...row, verdict, at })
  }
  wanted.sort((x, y) => Date.parse(x.at ?? NOW) - Date.parse(y.at ?? NOW))
  report.imported = (await decideAll(index, wanted, known)).length
  return report
}

/** After every time that a file could name. */
const NOW = '9999-12-31T00:00:00Z'

function verdictOf(label: 0 | 1 | null | undefined): Verdict | undefined {
  return label === 1 ? 'right' : label === 0 ? 'wrong' : undefined
}

type Stored = z.output<typeof StoredDecision>

async function allStored(index: SearchIndex): Promise<Map<string, Stored>> {
  const found = new Map<string, Stored>()
  for await (const { key, value } of allRecords(index, 'decision'))
    found.set(key, StoredDecision.parse(value))
  return found
}

async function storedOf(index: SearchIndex, key: string): Promise<Stored | undefined> {
  const [found] = await index.records('decision', { prefix: key, limit: 1 })
  return found?.key === key ? StoredDecision.parse(found.value) : undefined
}

function keep(index: SearchIndex, changed: ReadonlyMap<string, Stored>): Promise<void> {
  return index.putRecords(
    'decision',
    [...changed].map(([key, value]) => ({ key, value })),
  )
}

function toDecision({ history, ...pair }: Stored): Decision {
  return { ...pair, ...history.at(-1)!, earlier: history.length - 1 }
}
