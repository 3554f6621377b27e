import { setOwn } from '../../../basics/document.js'
import { LongNumber } from '../../../basics/json.js'
import { AnlamError } from '../../../errors.js'
import type { Metadata } from '../../../types.js'
import { BadRow, type RawRecord } from '../../types.js'
import { findField, findText, listed, type TextSource } from './fields.js'
import type { Row } from './row.js'
import { type Shape, TITLE, type Wanted } from './shape.js'

/** Sets of names of which is remembered what they mean: rows of a file have few. */
const REMEMBERED = 1000

/** Stands between fields that are listed, so that none runs on into the next, whatever the unit. */
const BETWEEN = '\n\n'

/** What the fields of rows with the same names mean. */
interface Plan {
  /** The texts, one for each document. */
  texts: readonly TextSource[]
  id?: number
  title?: number
  vector?: number
  /** The others. */
  metadata: readonly number[]
}

/** Makes records of the rows of a file, once it is known where their texts are. */
export class RecordMaker {
  private readonly plans = new Map<string, Plan | string>()
  private lastNames?: readonly string[]
  private lastPlan: Plan | string = ''

  constructor(
    private readonly shape: Shape,
    private readonly wanted: Wanted,
    private readonly isTable: boolean,
  ) {}

  /** What is wrong with rows that have these fields. */
  problemOf(names: readonly string[]): string | undefined {
    const plan = this.planOf(names)
    return typeof plan === 'string' ? plan : undefined
  }

  /** One record for a row, or for each side of it that is not empty. */
  records(row: Row): (RawRecord | BadRow)[] {
    const plan = this.planOf(row.names)
    if (typeof plan === 'string') return [new BadRow(row.line, plan, 'without-text')]
    try {
      return this.planned(row, plan)
    } catch (error) {
      // Only a value that is nested too deeply for the stack.
      if (!(error instanceof RangeError)) throw error
      return [new BadRow(row.line, 'its metadata is nested too deeply')]
    }
  }

  private planned(row: Row, plan: Plan): (RawRecord | BadRow)[] {
    const values = row.surplus ? withSurplus(row, row.surplus, plan) : row.values
    const id = plan.id === undefined ? undefined : values[plan.id]
    const hasId = id !== undefined && id !== null && !(this.isTable && id === '')
    if (hasId && typeof id !== 'string' && typeof id !== 'number' && !(id instanceof LongNumber))
      return [new BadRow(row.line, `field "${this.wanted.idField}" is neither text nor a number`)]
    const metadata: Metadata = {}
    for (const i of plan.metadata)
      if (values[i] !== undefined) setOwn(metadata, row.names[i]!, toScalar(values[i]))
    const title = plan.title === undefined ? undefined : values[plan.title]
    // A title that is not a string is ordinary metadata.
    if (title !== undefined && typeof title !== 'string')
      setOwn(metadata, row.names[plan.title!]!, toScalar(title))
    const areSides = this.shape.kind === 'sides'
    const records: RawRecord[] = []
    for (const [i, source] of plan.texts.entries()) {
      const text = this.textOf(source, values)
      if (text === undefined) return [new BadRow(row.line, this.without(row.names), 'without-text')]
      if (areSides && text === '') continue
      const side = areSides ? `~${i + 1}` : ''
      const part = row.part ?? (areSides ? `:${row.line}` : undefined)
      const record: RawRecord = { text, metadata, line: row.line }
      if (hasId) record.id = `${String(id)}${side}`
      if (typeof title === 'string' && title !== '') record.title = title
      if (plan.vector !== undefined) record.vector = values[plan.vector]
      if (part !== undefined) record.part = `${part}${side}`
      records.push(record)
    }
    return records
  }

  /** A single field has to be text, unless it is a cell; of several fields, those that are there are joined. */
  private textOf({ fields, literals }: TextSource, values: readonly unknown[]): string | undefined {
    const isStrict = fields.length === 1 && !this.isTable && this.shape.kind === 'text'
    const pieces: string[] = []
    for (const field of fields) {
      const value = values[field]
      const piece = isStrict && typeof value !== 'string' ? undefined : asText(value)
      if (piece === undefined) return undefined
      pieces.push(piece)
    }
    if (pieces.length === 1 && !literals) return pieces[0]
    if (!literals) return pieces.filter(piece => piece.trim() !== '').join(BETWEEN)
    // A template of nothing has no text, whatever its own words are.
    if (pieces.every(piece => piece.trim() === '')) return ''
    return literals.map((literal, i) => literal + (pieces[i] ?? '')).join('')
  }

  private planOf(names: readonly string[]): Plan | string {
    if (names === this.lastNames) return this.lastPlan
    const key = names.join('\0')
    let plan = this.plans.get(key)
    if (plan === undefined) {
      plan = this.makePlan(names)
      if (this.plans.size >= REMEMBERED) this.plans.clear()
      this.plans.set(key, plan)
    }
    this.lastNames = names
    this.lastPlan = plan
    return plan
  }

  private makePlan(names: readonly string[]): Plan | string {
    try {
      const texts = this.findTexts(names)
      if (texts.length === 0) return this.without(names)
      const used = new Set(texts.flatMap(({ fields }) => fields))
      const unused = (i: number | undefined): number | undefined =>
        i === undefined || used.has(i) ? undefined : i
      const id = unused(findField(names, this.wanted.idField))
      const title = unused(findField(names, TITLE))
      const { vectorField } = this.wanted
      const isOne = vectorField !== undefined && this.shape.kind === 'text'
      const vector = isOne ? unused(findField(names, vectorField)) : undefined
      const metadata = [...names.keys()].filter(i => !used.has(i) && ![id, title, vector].includes(i))
      return {
        texts,
        ...(id === undefined ? {} : { id }),
        ...(title === undefined || title === id ? {} : { title }),
        ...(vector === undefined || vector === id ? {} : { vector }),
        metadata,
      }
    } catch (error) {
      if (error instanceof AnlamError) return error.message
      throw error
    }
  }

  /** None if a text is missing; of three sides, the third may be. */
  private findTexts(names: readonly string[]): TextSource[] {
    const { shape } = this
    if (shape.kind === 'text') {
      const source = findText(names, shape.text)
      return source ? [source] : []
    }
    const fields = shape.fields.map(name => findField(names, name))
    if (fields[0] === undefined || fields[1] === undefined) return []
    return fields.flatMap(field => (field === undefined ? [] : [{ fields: [field] }]))
  }

  private without(names: readonly string[]): string {
    const { shape } = this
    const sought =
      shape.kind === 'text' ? `field "${shape.text}"` : `fields "${shape.fields.slice(0, 2).join('" and "')}"`
    return `no text in ${sought}; --text-field names another (it has: ${listed(names)})`
  }
}

/** Text of a value that is part of a text; undefined for an object. */
function asText(value: unknown): string | undefined {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || value instanceof LongNumber)
    return String(value)
  if (Array.isArray(value) && value.every(item => typeof item === 'string')) return value.join('\n')
  return undefined
}

/**
 * The delimiters of what is too much were most likely those of prose, so it goes to the text; what is behind moves
 * up.
 */
function withSurplus(row: Row, { cells, delimiter }: NonNullable<Row['surplus']>, plan: Plan): unknown[] {
  const text = Math.max(...plan.texts.flatMap(({ fields }) => fields))
  const all = [...row.values, ...cells]
  const behind = text + cells.length + 1
  return [...all.slice(0, text), all.slice(text, behind).join(delimiter), ...all.slice(behind)]
}

function toScalar(value: unknown): Metadata[string] {
  if (value instanceof LongNumber) return value.text
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  return JSON.stringify(value)
}
