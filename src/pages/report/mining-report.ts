import { type Explanation, explainAll, type Span, type Weight } from '../../analysis/explain.js'
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

/** Default number of explained pairs: a transformer on a CPU takes about a second for each. */
const EXPLAINED_STATIC = 500
const EXPLAINED = 20
/** Pairs explained in one batch. */
const EXPLAIN_GROUP = 16

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
    pairs,
    groups: await groupColumns(result, table, texts),
    map: await layOut(mined, table, request),
    histogram: histogram(vectors, result.pairs),
    curve: curveOf(calibration),
    explanations: explanations.map(({ a, b }) => ({ a: weights(a), b: weights(b) })),
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
): Promise<Explanation[]> {
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
    const most = encoder.spec.architecture === 'StaticEmbedding' ? EXPLAINED_STATIC : EXPLAINED
    const chosen = pairs.slice(0, explained ?? most)
    const explanations: Explanation[] = []
    for (let start = 0; start < chosen.length; start += EXPLAIN_GROUP) {
      const group = chosen.slice(start, start + EXPLAIN_GROUP).map(({ a, b }) => [a, b] as const)
      explanations.push(...(await explainAll(encoder, group, signal)))
      onProgress?.('explaining', explanations.length, chosen.length)
    }
    return explanations
  } finally {
    await encoder.close()
  }
}

function weights(spans: readonly Span[]): Weight[] {
  return spans.map(({ start, end, weight }) => [start, end, Math.round(weight * 1e3) / 1e3])
}
