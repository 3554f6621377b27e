import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { asAnlamError } from '../../../errors.js'
import { isUnit } from '../../checks.js'
import type { IntegrityCheck } from '../../engine.js'
import { checkGraphStructure } from '../graph/graph-file.js'
import { checkNodes, NodeTable } from '../graph/node-table.js'
import { readGraphReport } from '../graph-report.js'
import { identityJson, type Manifest, readManifest } from '../manifest.js'
import { readHighWater } from '../recovery/high-water.js'
import { type OpenedGraph, openGraph, parametersOf } from '../recovery/snapshot.js'
import { type Database, openDatabase, sqliteError } from '../sqlite.js'
import { type DocumentFields, documentChecksum } from '../store/checksums.js'
import { checkWording } from '../store/lexical-table.js'
import { RecordTable } from '../store/record-table.js'
import { fromBlob, isWholePassage, isWholeVector } from '../store/rows.js'
import { PASSAGE_COLUMNS, type PassageRow, readMeta, type VectorRow } from '../store/statements.js'
import { STORE_FILE } from '../store/store.js'

/** Damaged rows listed by name; the rest are only counted. */
const NAMED = 5

/**
 * Verifies an index file by file and row by row without changing it, even while other processes use it. Takes as long
 * as reading all of it.
 */
export async function checkIntegrity(directory: string, name: string): Promise<IntegrityCheck[]> {
  const checks: IntegrityCheck[] = []
  const check = async <T>(
    what: string,
    work: () => Promise<[T, string]> | [T, string],
  ): Promise<T | undefined> => {
    try {
      const [value, detail] = await work()
      checks.push({ name: what, ok: true, detail })
      return value
    } catch (error) {
      checks.push({ name: what, ok: false, detail: asAnlamError(error).message })
      return undefined
    }
  }
  const opened = await check('manifest', async () => {
    readManifest(directory, name)
    // Load the graph first: a writer that publishes meanwhile deletes it. The database, read later, can only be ahead
    // of it.
    const read = await openGraph(directory, name)
    return [read, `format ${read.manifest.format}, generation ${read.manifest.snapshot?.generation ?? 0}`]
  })
  const manifest = opened?.manifest
  // Read before the database: meanwhile a writer can only acknowledge more.
  const acknowledged = await check('acknowledged', () => {
    const read = readHighWater(directory)
    if (!read.whole) throw new Error('one of its two slots is damaged')
    return [read, `${read.sequence} writes`]
  })
  const path = join(directory, STORE_FILE)
  const database = await check('database', () => {
    if (!existsSync(path)) throw new Error(`${path} is missing`)
    const opened = openDatabase(path, { readonly: true })
    try {
      // One read transaction, so that all checks see the same state.
      opened.exec('BEGIN')
      const problems = opened.pragma('integrity_check(20)') as { integrity_check: string }[]
      const text = problems.map(row => row.integrity_check).join('; ')
      if (text !== 'ok') throw new Error(text)
      return [opened, 'SQLite finds its pages, indexes and constraints in order']
    } catch (error) {
      opened.close()
      throw sqliteError(error, path)
    }
  })
  if (!database) return checks
  try {
    await check('identity', () => {
      if (!manifest) throw new Error('there is no manifest to compare with')
      checkMeta(database, manifest)
      return [null, 'manifest and database belong together']
    })
    await check('writes', () => {
      const sequence = Number(readMeta(database, 'sequence'))
      if (!acknowledged) throw new Error('it is not known how many writes were acknowledged')
      if (sequence < acknowledged.sequence)
        throw new Error(`${acknowledged.sequence - sequence} acknowledged writes are missing`)
      return [null, `all ${acknowledged.sequence} acknowledged writes are there`]
    })
    await check('documents', () => [null, `${checkDocuments(database)} are whole`])
    await check('passages', () => [null, `${checkPassages(database)} are whole, and so are their documents`])
    await check('records', () => [null, `${checkRecords(database, path)} are whole`])
    await check('wording', () => [null, checkWording(database)])
    if (opened && manifest) {
      await check('vectors', () => [
        null,
        `${checkVectors(database, manifest.dimension)} are whole and of unit length`,
      ])
      await check('copies', () => [null, checkNodes(database)])
      await check('graph', () => [null, checkGraph(database, opened, directory)])
    }
  } finally {
    database.close()
  }
  return checks
}

function checkMeta(database: Database, manifest: Manifest): void {
  if (readMeta(database, 'id') !== manifest.id) throw new Error('the database belongs to another index')
  if (readMeta(database, 'identity') !== identityJson(manifest))
    throw new Error('manifest and database do not name the same model and settings')
  if (!/^\d+$/.test(readMeta(database, 'sequence') ?? ''))
    throw new Error('the number of the last write is damaged')
}

function checkDocuments(database: Database): number {
  const bad = new Damage('document')
  const rows = database
    .prepare<[], DocumentFields & { crc32: number; held: number }>(
      'SELECT d.*, (SELECT count(*) FROM passages AS p WHERE p.document_id = d.id) AS held FROM documents AS d',
    )
    .iterate()
  let count = 0
  for (const row of rows) {
    count++
    if (documentChecksum(row) !== row.crc32 || row.held !== row.passages) bad.add(row.id)
  }
  bad.throwIfAny()
  return count
}

function checkPassages(database: Database): number {
  const bad = new Damage('passage')
  const rows = database
    .prepare<[], PassageRow>(
      `SELECT ${PASSAGE_COLUMNS} FROM passages AS p LEFT JOIN documents AS d ON d.id = p.document_id`,
    )
    .iterate()
  let count = 0
  for (const row of rows) {
    count++
    if (!isWholePassage(row)) bad.add(row.label)
  }
  bad.throwIfAny()
  return count
}

function checkRecords(database: Database, path: string): number {
  const bad = new Damage('record')
  let count = 0
  for (const { key, isWhole } of new RecordTable(database, path).all()) {
    count++
    if (!isWhole) bad.add(key)
  }
  bad.throwIfAny()
  return count
}

function checkVectors(database: Database, dimension: number): number {
  const bad = new Damage('vector')
  const rows = database
    .prepare<[], { label: number; held: number | null } & VectorRow>(
      'SELECT v.*, p.label AS held FROM vectors AS v LEFT JOIN passages AS p ON p.label = v.label',
    )
    .iterate()
  let count = 0
  for (const row of rows) {
    count++
    if (row.held === null || !isWholeVector(row.label, row, dimension) || !isUnit(fromBlob(row.vector)))
      bad.add(row.label)
  }
  const missing = database
    .prepare<[], { label: number }>(
      'SELECT label FROM passages WHERE label NOT IN (SELECT label FROM vectors)',
    )
    .all()
  for (const { label } of missing) bad.add(label)
  bad.throwIfAny()
  return count
}

/** Compares the graph on disk with the database, label by label. */
function checkGraph(database: Database, { manifest, graph, damage }: OpenedGraph, directory: string): string {
  const { snapshot } = manifest
  if (damage !== null) throw new Error(damage)
  if (!snapshot) return 'none has been published yet; opening makes it from the database'
  const file = join(directory, snapshot.file)
  // A writer that has published others since has deleted it.
  if (existsSync(file)) checkGraphStructure(file, parametersOf(manifest))
  const live = new Set(
    database
      .prepare<[], { label: number }>('SELECT label FROM passages')
      .all()
      .map(({ label }) => label),
  )
  const removed = new Set(
    database
      .prepare<[], { label: number }>('SELECT label FROM removals')
      .all()
      .map(({ label }) => label),
  )
  const copies = NodeTable.open(database)?.copies() ?? new Map<number, number>()
  const bad = new Damage('label')
  let tail = 0
  for (const label of live) {
    if (label > snapshot.lastLabel) tail++
    else if (!graph.has(label) && !graph.has(copies.get(label) ?? label)) bad.add(label)
  }
  for (const label of graph.all()) if (!live.has(label) && !removed.has(label)) bad.add(label)
  bad.throwIfAny()
  const { graph: report } = readGraphReport(directory)
  const state = `generation ${snapshot.generation} is undamaged and agrees with the database; ${tail} passages came after it`
  return report
    ? `${state}; ${report.builtAtOnce} vectors were built at once, with ${report.candidateRecall.toFixed(3)} of the nearest among the candidates`
    : state
}

/** Collects damaged rows and names the first few. */
class Damage {
  private readonly found: (string | number)[] = []

  constructor(private readonly what: string) {}

  add(id: string | number): void {
    this.found.push(id)
  }

  throwIfAny(): void {
    if (this.found.length === 0) return
    const named = this.found.slice(0, NAMED).join(', ') + (this.found.length > NAMED ? ', …' : '')
    throw new Error(`${this.found.length} damaged or in the wrong place: ${this.what} ${named}`)
  }
}
