import { crc32 } from 'node:zlib'
import { AnlamError } from '../../../errors.js'
import { type Database, prepare, type Statement } from '../sqlite.js'
import { digestOf } from '../store/derived.js'
import { fromBlob } from '../store/rows.js'
import { readMeta } from '../store/statements.js'
import { MAX_LABEL } from './graph-file.js'

/** Vectors held in memory while the tables are built. */
const PAGE = 1000
/** Key in `meta` that marks the tables as present. */
const VERSION_KEY = 'nodes'
const VERSION = '1'

const SCHEMA = `
-- The node of each vector that there is, or was when the graph was last compacted.
CREATE TABLE IF NOT EXISTS nodes (
  digest BLOB PRIMARY KEY,
  node INTEGER NOT NULL,
  crc32 INTEGER NOT NULL
) WITHOUT ROWID;
-- Passages whose vector is that of an earlier one, and so at its node.
CREATE TABLE IF NOT EXISTS copies (label INTEGER PRIMARY KEY, node INTEGER NOT NULL, crc32 INTEGER NOT NULL);
`

type NodeRow = { node: number; crc32: number }
export type CopyRow = NodeRow & { label: number }

/**
 * Table of which passages share a node of the graph, because their vectors are equal. A node is named after the label
 * of the first passage with the vector, and outlives that passage.
 */
export class NodeTable {
  private readonly find: Statement<[Uint8Array], NodeRow>
  private readonly put: Statement<[Uint8Array, number, number], unknown>
  private readonly within: Statement<[number, number], CopyRow>
  private readonly putCopy: Statement<[number, number, number], unknown>
  private readonly removeCopy: Statement<[number], unknown>
  private readonly forget: Statement<[], unknown>

  private constructor(private readonly database: Database) {
    this.find = prepare(database, 'SELECT node, crc32 FROM nodes WHERE digest = ?')
    this.put = prepare(database, 'INSERT INTO nodes VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    this.within = prepare(database, 'SELECT * FROM copies WHERE label > ? AND label <= ?')
    this.putCopy = prepare(database, 'INSERT INTO copies VALUES (?, ?, ?)')
    this.removeCopy = prepare(database, 'DELETE FROM copies WHERE label = ?')
    this.forget = prepare(
      database,
      `DELETE FROM nodes WHERE node NOT IN (SELECT label FROM passages) AND node NOT IN (SELECT node FROM copies)`,
    )
  }

  /** Undefined if the database predates the table. */
  static open(database: Database): NodeTable | undefined {
    return readMeta(database, VERSION_KEY) === VERSION ? new NodeTable(database) : undefined
  }

  /** Builds the tables from the stored vectors in one transaction. */
  static create(database: Database): NodeTable {
    return database
      .transaction(() => {
        database.exec(SCHEMA)
        const table = new NodeTable(database)
        const page = database.prepare<[number, number], { label: number; vector: Buffer }>(
          'SELECT label, vector FROM vectors WHERE label > ? ORDER BY label LIMIT ?',
        )
        for (let rows = page.all(0, PAGE); rows.length > 0; rows = page.all(rows.at(-1)!.label, PAGE))
          for (const { label, vector } of rows) table.add(label, digestOf(fromBlob(vector)))
        database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(VERSION_KEY, VERSION)
        return table
      })
      .immediate()
  }

  /**
   * @param digest of its vector
   * @returns the node of a new passage: that of an equal vector, or its own label
   */
  add(label: number, digest: Uint8Array): number {
    if (this.put.run(digest, label, nodeChecksum(digest, label)).changes > 0) return label
    const node = this.nodeOfVector(digest)!
    this.putCopy.run(label, node, copyChecksum(label, node))
    return node
  }

  remove(label: number): void {
    this.removeCopy.run(label)
  }

  /**
   * Node by label, for passages at another passage's node.
   * @param after lowest label, which is not among them
   * @param last highest label; by default of all
   * @throws AnlamError `corrupt-index` if a row fails its checksum
   */
  copies(after = 0, last = MAX_LABEL): Map<number, number> {
    return new Map(this.within.all(after, last).map(row => [row.label, this.checked(row)]))
  }

  /** Undefined for an unknown vector. */
  nodeOfVector(digest: Uint8Array): number | undefined {
    const row = this.find.get(digest)
    if (row && row.crc32 !== nodeChecksum(digest, row.node)) throw this.damaged('of a vector')
    return row?.node
  }

  /** Deletes vectors without passages. Call it once the graph no longer contains them. */
  prune(): void {
    this.forget.run()
  }

  private checked(row: CopyRow): number {
    if (row.crc32 === copyChecksum(row.label, row.node)) return row.node
    throw this.damaged(`of passage ${row.label}`)
  }

  private damaged(what: string): AnlamError {
    return new AnlamError(
      'corrupt-index',
      `${this.database.name}: the node ${what} is damaged; \`anlam repair\` makes it again`,
    )
  }
}

/**
 * Checks the nodes of all passages against their vectors.
 * @returns the result as text
 * @throws Error if they differ
 */
export function checkNodes(database: Database): string {
  const table = NodeTable.open(database)
  if (!table) return 'nodes of equal vectors are not kept yet; the next write makes them'
  const copies = table.copies()
  const nodes = new Set<number>()
  let passages = 0
  const rows = database.prepare<[], { label: number; vector: Buffer }>('SELECT label, vector FROM vectors')
  for (const { label, vector } of rows.iterate()) {
    passages++
    const node = copies.get(label) ?? label
    copies.delete(label)
    nodes.add(node)
    if (table.nodeOfVector(digestOf(fromBlob(vector))) !== node)
      throw new Error(`passage ${label} is not at the node of its vector`)
  }
  if (copies.size > 0) throw new Error(`${copies.size} passages have nodes, and no vectors`)
  return `${passages} passages have ${nodes.size} distinct vectors`
}

function nodeChecksum(digest: Uint8Array, node: number): number {
  return crc32(String(node), crc32(digest))
}

function copyChecksum(label: number, node: number): number {
  return crc32(`${label} ${node}`)
}
