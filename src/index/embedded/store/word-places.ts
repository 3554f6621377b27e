import type { Field, Term } from '../../lexical.js'
import { type Database, prepare, type Statement } from '../sqlite.js'
import { kept, TABLE } from './lexical-table.js'

/** Above the tokens of the longest passage: place = label × `PLACES` + position, exact below 2⁵³. */
const PLACES = 2 ** 25
/** Beyond every word that goes on after a prefix. */
const END = '\u{10ffff}'

/** Labels of all passages, ascending, and how many entries each has in all fields. */
export interface Lengths {
  labels: number[]
  lengths: number[]
}

/**
 * Reads the lists that FTS5 keeps for each word. Its own ranking (`bm25`) looks every passage up that holds a word, which
 * takes some twenty times as long as these lists; so passages are scored from them.
 */
export class WordPlaces {
  private readonly allLengths: Statement<[], { labels: string; sizes: string | null }>
  private readonly word: Statement<[string, Field], { places: string }>
  private readonly prefix: Statement<[string, string, Field], { places: string }>
  private readonly wordAt: Statement<[number, string, Field], { places: string }>
  private readonly prefixAt: Statement<[number, string, string, Field], { places: string }>

  constructor(database: Database) {
    database.exec(
      `CREATE VIRTUAL TABLE IF NOT EXISTS temp.places USING fts5vocab(main, ${TABLE}, 'instance')`,
    )
    // As JSON and text: a call out of SQLite for each row would take longer than reading it.
    const places = (value: string, where: string): string =>
      `SELECT json_group_array(${value}) AS places FROM temp.places WHERE ${where} AND col = ?`
    const [one, range] = ['term = ?', 'term >= ? AND term < ?']
    this.word = prepare(database, places('doc', one))
    this.prefix = prepare(database, places('doc', range))
    this.wordAt = prepare(database, places(`doc * ${PLACES} + offset - ?`, one))
    this.prefixAt = prepare(database, places(`doc * ${PLACES} + offset - ?`, range))
    this.allLengths = prepare(
      database,
      `SELECT json_group_array(id) AS labels, group_concat(hex(sz)) AS sizes
        FROM (SELECT id, sz FROM ${TABLE}_docsize ORDER BY id)`,
    )
  }

  /** Label of the passage of each occurrence, ascending: a passage that holds the term twice is there twice. */
  of({ field, words, prefix }: Term): ArrayLike<number> {
    const last = words.length - 1
    const entries = words.map(kept)
    if (last === 0) {
      const word = entries[0]!
      return prefix
        ? ascending(parsed(this.prefix.get(word, word + END, field)))
        : parsed(this.word.get(word, field))
    }
    const [first, ...others] = entries.map((word, i) =>
      parsed(
        prefix && i === last
          ? this.prefixAt.get(i, word, word + END, field)
          : this.wordAt.get(i, word, field),
      ),
    )
    const sets = others.map(places => new Set(places))
    return ascending(first!.filter(place => sets.every(set => set.has(place)))).map(place =>
      Math.floor(place / PLACES),
    )
  }

  lengths(): Lengths {
    const { labels, sizes } = this.allLengths.get()!
    return { labels: JSON.parse(labels) as number[], lengths: sizes ? sizes.split(',').map(sumOf) : [] }
  }
}

function parsed(row: { places: string } | undefined): number[] {
  return JSON.parse(row!.places) as number[]
}

function ascending(numbers: readonly number[]): Float64Array {
  return Float64Array.from(numbers).sort()
}

/** Sum of SQLite's variable-length integers, written in hexadecimal: seven bits a byte, the eighth says that it goes on. */
function sumOf(hex: string): number {
  let [sum, number] = [0, 0]
  for (let i = 0; i < hex.length; i += 2) {
    const byte = Number.parseInt(hex.slice(i, i + 2), 16)
    number = number * 128 + (byte & 127)
    if (byte < 128) {
      sum += number
      number = 0
    }
  }
  return sum
}
