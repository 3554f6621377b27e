import { AnlamError } from '../../../errors.js'
import { ANALYSIS_VERSION, analyze, FIELDS, type Worded } from '../../lexical.js'
import { type Database, prepare, type Statement } from '../sqlite.js'
import { readMeta, WORDED_ROWS, type WordedRow } from './statements.js'

export const TABLE = 'lexical'
/** Passages held in memory while the table is built. */
const PAGE = 1000
/** Key in `meta` of the analysis version. */
const VERSION_KEY = 'lexical'

/**
 * An FTS5 table over the analysed words of passages. They are stored so that FTS5's tokenizer splits them at our spaces
 * and changes nothing. The table holds no text (`content=''`) and can be rebuilt from the passages at any time.
 */
export class LexicalTable {
  private readonly adding: Statement<unknown[], unknown>
  private readonly removing: Statement<unknown[], unknown>

  private constructor(database: Database) {
    const columns = `rowid, ${FIELDS.join(', ')}`
    const values = ['?', ...FIELDS.map(() => '?')].join(', ')
    this.adding = prepare(database, `INSERT INTO ${TABLE} (${columns}) VALUES (${values})`)
    this.removing = prepare(
      database,
      `INSERT INTO ${TABLE} (${TABLE}, ${columns}) VALUES ('delete', ${values})`,
    )
  }

  /** Undefined if the database has no such table, or one of another analysis version. */
  static open(database: Database): LexicalTable | undefined {
    return LexicalTable.isCurrent(database) ? new LexicalTable(database) : undefined
  }

  static isCurrent(database: Database): boolean {
    return readMeta(database, VERSION_KEY) === String(ANALYSIS_VERSION)
  }

  /** Rebuilds the table from the passages in one transaction. */
  static create(database: Database): LexicalTable {
    return database
      .transaction(() => {
        database.exec(`DROP TABLE IF EXISTS ${TABLE}`)
        database.exec(
          `CREATE VIRTUAL TABLE ${TABLE} USING fts5(${FIELDS.join(', ')}, content='',
            tokenize='ascii')`,
        )
        const table = new LexicalTable(database)
        // In pages: SQLite cannot continue a read while it writes.
        const page = database.prepare<[number, number], WordedRow>(
          `${WORDED_ROWS} WHERE p.label > ? ORDER BY p.label LIMIT ?`,
        )
        for (let rows = page.all(0, PAGE); rows.length > 0; rows = page.all(rows.at(-1)!.label, PAGE))
          for (const row of rows) table.add(row.label, linesOf(row))
        database
          .prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)')
          .run(VERSION_KEY, String(ANALYSIS_VERSION))
        return table
      })
      .immediate()
  }

  /** @param lines of the passage, see `linesOf`; in UTF-8, or as text */
  add(label: number, lines: readonly (Uint8Array | string)[]): void {
    this.adding.run(label, ...lines)
  }

  /**
   * @param passage as it was added: FTS5 subtracts its words from its counts. `contentless_delete` needs no text, but
   *   leaves the counts, and hence BM25, outdated.
   */
  remove(label: number, passage: Worded): void {
    this.removing.run(label, ...linesOf(passage))
  }
}

/**
 * Compares the count of every word in the table with the passages.
 * @returns the result as text
 * @throws Error if they differ
 */
export function checkWording(database: Database): string {
  if (!LexicalTable.open(database)) return 'words are not kept yet, or other ones; the next write makes them'
  const expected = new Map<string, number>()
  const passages = database.prepare<[], WordedRow>(WORDED_ROWS)
  for (const passage of passages.iterate()) {
    const words = analyze(passage)
    for (const field of FIELDS)
      for (const word of words[field].map(kept)) {
        const key = `${field} ${word}`
        expected.set(key, (expected.get(key) ?? 0) + 1)
      }
  }
  const distinct = expected.size
  database.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, ${TABLE}, 'col')`)
  const stored = database.prepare<[], { term: string; col: string; cnt: number }>('SELECT * FROM temp.words')
  for (const { term, col, cnt } of stored.iterate()) {
    const key = `${col} ${term}`
    if (expected.get(key) !== cnt) throw new Error(`the word ${JSON.stringify(term)} is counted wrongly`)
    expected.delete(key)
  }
  if (expected.size > 0) throw new Error(`${expected.size} words are missing`)
  return `${distinct} distinct words are counted as the passages have them`
}

export function withoutWording(name: string): AnlamError {
  return new AnlamError(
    'incompatible-index',
    `index ${name} keeps no words, or keeps them as another version does; \`anlam index\`, with anything, brings it up to date`,
  )
}

/** What the table takes of a passage: the words of each field. */
export function linesOf(passage: Worded): string[] {
  const words = analyze(passage)
  return FIELDS.map(field => {
    const line = words[field].join('\n')
    // Nearly always; no word has a line break, at which the tokenizer splits as at a space.
    return SIMPLE.test(line) ? line : words[field].map(kept).join('\n')
  })
}

/** Lines that the tokenizer `ascii` changes nothing of. */
const SIMPLE = /^[a-z0-9\n\u0080-\ud7ff]*$/

/** What the tokenizer `ascii` would split at or change, and unpaired surrogates, which SQLite would change. */
const ALTERABLE = /[^a-z0-9\u0080-\u{10ffff}]|\p{Cs}/gu

/**
 * Encodes a word for the table. Compatibility normalisation can put any character into a word: `½` becomes `1⁄2`, `⑴`
 * becomes `(1)`, and one letter becomes four Arabic words with spaces. The tokenizer keeps everything beyond ASCII, and
 * no word has private-use code points, so these replace what it would alter.
 */
export function kept(word: string): string {
  return word.replaceAll(ALTERABLE, unit => String.fromCharCode(0xe000 + (unit.charCodeAt(0) & 0xfff)))
}
