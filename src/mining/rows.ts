import { createHash } from 'node:crypto'
import { rowOf } from '../basics/vectors.js'
import { AnlamError, throwIfAborted } from '../errors.js'
import type { SearchIndex, StoredPassage } from '../index/types.js'
import type { Constraint } from './neighbours/types.js'
import type { Scope } from './types.js'

/** Receives vectors and texts of rows, in order. */
export interface RowSinks {
  vectors: { append(values: Float32Array): void }
  texts: { append(text: string): void }
}

/** Passages as rows of a matrix. A passage whose text occurred before has no row of its own; it is a duplicate. */
export interface Rows {
  /** Passage id of each row. */
  ids: string[]
  /** First row of the second corpus. */
  split: number
  /** Position of each row in the order of ids; rows of the first corpus come before those of the second. */
  ranks: Uint32Array
  /** Passages with the text of an earlier row. */
  duplicates: { id: string; row: number }[]
  constraint: Constraint
  /** Number of passages read. */
  passages: number
  /** Hex SHA-256 of all ids, texts and scope values. */
  sha256: string
}

/** Field names that refer to no metadata. */
const SOURCE = 'source'
const DOCUMENT = 'document'

/**
 * Reads all passages of one index, or of two to compare. Passes distinct texts and their vectors to the sinks.
 * @throws AnlamError `invalid-input` if no passage has the field of the scope; `cancelled`
 */
export async function collectRows(
  indexes: readonly [SearchIndex, SearchIndex?],
  scope: Scope,
  sinks: RowSinks,
  signal?: AbortSignal,
): Promise<Rows> {
  const ids: string[] = []
  const duplicates: Rows['duplicates'] = []
  const groups = new GroupNumbers(scope)
  const seen = new Map<string, number>()
  const hash = createHash('sha256')
  let passages = 0
  let split = 0
  for (const [side, index] of indexes.entries()) {
    if (!index) continue
    split = side === 0 ? Number.POSITIVE_INFINITY : ids.length
    for await (const { passages: page, vectors } of index.scan(signal ? { signal } : {})) {
      throwIfAborted(signal)
      for (const [i, passage] of page.entries()) {
        passages++
        const group = groups.of(passage)
        const text = textHash(passage.text)
        hash.update(JSON.stringify([side, passage.id, text, group]))
        const key = `${side}:${group}:${text}`
        const known = seen.get(key)
        if (known !== undefined) duplicates.push({ id: passage.id, row: known })
        else {
          seen.set(key, ids.length)
          groups.add(group)
          ids.push(passage.id)
          sinks.vectors.append(rowOf(vectors, i))
          sinks.texts.append(passage.text)
        }
      }
    }
  }
  groups.check(passages)
  split = Math.min(split, ids.length)
  return {
    ids,
    split,
    ranks: rankIds(ids, split),
    duplicates,
    constraint: indexes[1] ? { kind: 'between', split } : groups.constraint(),
    passages,
    sha256: hash.digest('hex'),
  }
}

/** Whether two texts are equal except for white space. */
export function sameText(a: string, b: string): boolean {
  return withPlainSpace(a) === withPlainSpace(b)
}

/** A text with one space wherever it has white space. */
export function withPlainSpace(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

function textHash(text: string): string {
  return createHash('sha256').update(text).digest('base64').slice(0, 22)
}

function rankIds(ids: readonly string[], split: number): Uint32Array {
  const order = Uint32Array.from(ids, (_, row) => row).sort((a, b) => {
    if (a < split !== b < split) return a - b
    return ids[a]! < ids[b]! ? -1 : 1
  })
  const ranks = new Uint32Array(ids.length)
  order.forEach((row, rank) => {
    ranks[row] = rank
  })
  return ranks
}

/** Assigns numbers to the values of the scope's field. */
class GroupNumbers {
  private readonly field: string | undefined
  private readonly numbers = new Map<string, number>()
  private readonly rows: number[] = []
  private readonly fields = new Set<string>()
  private count = 0

  constructor(private readonly scope: Scope) {
    this.field = (scope.within ?? scope.across)?.normalize('NFC')
  }

  /** A passage without the field gets a number of its own. */
  of(passage: StoredPassage): number {
    if (this.field === undefined) return 0
    for (const key of Object.keys(passage.metadata)) this.fields.add(key)
    const value = fieldOf(passage, this.field)
    if (value === undefined) return this.count++
    const known = this.numbers.get(value)
    if (known !== undefined) return known
    this.numbers.set(value, this.count)
    return this.count++
  }

  add(group: number): void {
    if (this.field !== undefined) this.rows.push(group)
  }

  check(passages: number): void {
    if (this.field === undefined || passages === 0 || this.numbers.size > 0) return
    const known = [SOURCE, DOCUMENT, ...this.fields].join(', ')
    throw new AnlamError('invalid-input', `no passage has a field "${this.field}"; there are ${known}`)
  }

  constraint(): Constraint {
    if (this.field === undefined) return { kind: 'any' }
    return {
      kind: this.scope.within === undefined ? 'across' : 'within',
      groups: Uint32Array.from(this.rows),
    }
  }
}

function fieldOf({ source, documentId, metadata }: StoredPassage, field: string): string | undefined {
  if (field === SOURCE) return source
  if (field === DOCUMENT) return documentId
  const value = Object.hasOwn(metadata, field) ? metadata[field] : null
  return value === null || value === undefined ? undefined : String(value)
}
