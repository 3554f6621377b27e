import { explainCounted, mayBeExplained, type Span, type Weight } from '../../analysis/explain.js'
import { projectVectors } from '../../analysis/threaded-analysis.js'
import { VERSION } from '../../basics/version.js'
import { openEncoderFor } from '../../compose.js'
import type { Config } from '../../config.js'
import { AnlamError } from '../../errors.js'
import type { StoredCalibration } from '../../evaluation/calibrations.js'
import type { IndexIdentity } from '../../index/types.js'
import type { Mined } from '../../mining/mine-corpus.js'
import type { Pair } from '../../mining/types.js'
import { corporaOf, groupRows, jsonLines, pairRows, pairsCsv, writeReport } from '../../mining/write.js'
import type { Encoder } from '../../model/types.js'
import type { Reporter } from '../../types.js'
import { chooseRows, groupColumns, histogram, pairColumns, TextTable, vectorsOf } from './collect.js'
import type { ReportData } from './data.js'
import { reportHtml } from './html.js'

/** Default number of explained pairs: a transformer on a CPU takes about a second for each short one. */
const EXPLAINED_STATIC = 500
const EXPLAINED = 20
/**
 * Most tokens encoded to explain pairs, whatever their number: a large transformer on a CPU takes minutes for the first,
 * and a static model seconds for the second.
 */
const EXPLAINED_TOKENS = 20_000
const EXPLAINED_TOKENS_STATIC = 10_000_000
/** Most pairs, and characters of their texts, explained in one batch; the tokens are counted after each. */
const EXPLAIN_GROUP = 16
const EXPLAIN_CHARACTERS = 4000

export interface ReportRequest {
  /** Folder of the report files. */
  folder: string
  /** Names of the mined corpora. */
  corpora: readonly string[]
  /** Number of best pairs to explain. */
  explained?: number
  reporter: Reporter
  signal?: AbortSignal
  onProgress?: (what: 'explaining' | 'laying out the map', done: number, total: number) => void
}

/**
 * Writes a report: `report.html`, `pairs.jsonl`, `pairs.csv`, `groups.jsonl` and `summary.json`. The same result gives
 * the same bytes.
 * @throws AnlamError `storage-full`, `cancelled`; the files of an earlier report are then left unchanged
 */
export async function writeMiningReport(config: Config, mined: Mined, request: ReportRequest): Promise<void> {
  const { pairs, groups, summary, rows } = mined.result
  const corpora = corporaOf(request.corpora, rows)
  const data = await collectData(config, mined, request)
  writeReport(request.folder, {
    'pairs.jsonl': jsonLines(pairRows(pairs, corpora)),
    'pairs.csv': pairsCsv(pairs, corpora),
    'groups.jsonl': jsonLines(groupRows(groups, corpora)),
    'summary.json': [`${JSON.stringify({ ...summary, provenance: data.provenance }, null, 2)}\n`],
    'report.html': reportHtml(data),
  })
}

async function collectData(config: Config, mined: Mined, request: ReportRequest): Promise<ReportData> {
  const { result, indexes, vectors, texts, calibration } = mined
  const { model, fingerprint, prompts } = indexes[0].identity
  const prompt = prompts?.document ?? ''
  const table = new TextTable()
  const pairs = pairColumns(result.pairs, table, indexes[1] !== undefined)
  const explanations = await explainPairs(config, indexes[0].identity, result.pairs, request)
  return {
    provenance: { anlam: VERSION, model, fingerprint, prompt, corpora: [...request.corpora] },
    summary: result.summary,
    leastScore: result.pairs.reduce((least, { score }) => Math.min(least, score), 1),
    pairs,
    groups: await groupColumns(result, table, texts),
    map: await layOut(mined, table, request),
    histogram: histogram(vectors, result.pairs),
    curve: curveOf(calibration),
    explanations,
    // Last, because the others add texts to the table.
    ids: table.ids,
    texts: table.texts,
    corpora: indexes[1] ? table.corpora : null,
  }
}

function curveOf(calibration: StoredCalibration | undefined): ReportData['curve'] {
  return calibration?.operatingPoints ?? null
}

async function layOut(
  { result, vectors, texts: file }: Mined,
  table: TextTable,
  { signal, onProgress }: ReportRequest,
): Promise<ReportData['map']> {
  const chosen = chooseRows(result)
  const rows = chosen.map(({ row }) => row)
  const texts = await file.read(rows)
  onProgress?.('laying out the map', 0, 1)
  const points = await projectVectors(vectorsOf(vectors, rows), signal)
  const { ids, split } = result.rows
  return {
    text: rows.map(row => table.number(ids[row]!, texts.get(row)!, row < split ? 0 : 1)),
    x: points.map(([x]) => Math.round(x * 1e3) / 1e3),
    y: points.map(([, y]) => Math.round(y * 1e3) / 1e3),
    group: chosen.map(({ group }) => group),
  }
}

async function explainPairs(
  config: Config,
  index: IndexIdentity,
  pairs: readonly Pair[],
  { explained, reporter, signal, onProgress }: ReportRequest,
): Promise<ReportData['explanations']> {
  if (explained === 0 || pairs.length === 0) return []
  let encoder: Encoder
  try {
    encoder = await openEncoderFor(config, index, reporter)
  } catch (error) {
    if (!(error instanceof AnlamError) || error.code !== 'not-found') throw error
    reporter.warn(`pairs are not explained: ${error.message}`)
    return []
  }
  try {
    const isStatic = encoder.spec.architecture === 'StaticEmbedding'
    const chosen = pairs.slice(0, explained ?? (isStatic ? EXPLAINED_STATIC : EXPLAINED))
    let left = isStatic ? EXPLAINED_TOKENS_STATIC : EXPLAINED_TOKENS
    const explanations: ReportData['explanations'] = []
    while (explanations.length < chosen.length && left > 0) {
      const group = groupFrom(chosen, explanations.length)
      if (group.flat().every(text => !mayBeExplained(encoder, text)))
        explanations.push(...group.map(() => ({ a: [], b: [] })))
      else {
        const found = await explainCounted(encoder, group, signal)
        explanations.push(...found.explanations.map(({ a, b }) => ({ a: weights(a), b: weights(b) })))
        left -= found.tokens
      }
      onProgress?.('explaining', explanations.length, chosen.length)
    }
    if (explanations.length < chosen.length)
      reporter.warn(
        `words are marked in the first ${explanations.length} pairs, not in ${chosen.length}: their texts are long`,
      )
    return explanations
  } finally {
    await encoder.close()
  }
}

/** The next pairs that are explained together. */
function groupFrom(pairs: readonly Pair[], from: number): (readonly [string, string])[] {
  const group: (readonly [string, string])[] = []
  let characters = 0
  for (const { a, b } of pairs.slice(from, from + EXPLAIN_GROUP)) {
    characters += a.length + b.length
    if (group.length > 0 && characters > EXPLAIN_CHARACTERS) break
    group.push([a, b])
  }
  return group
}

function weights(spans: readonly Span[]): Weight[] {
  return spans.map(({ start, end, weight }) => [start, end, Math.round(weight * 1e3) / 1e3])
}
