import { unpack } from '../../archives/zip.js'
import { leaveOut } from '../../left-out.js'
import type { LeftOut } from '../../types.js'
import { type Attributes, readXml, type XmlHandler } from '../office/xml.js'
import { type Cell, MAX_COLUMNS, type SheetRow, type Workbook } from './workbook.js'

const CONTENT = 'content.xml'
/** Cells that repetitions of cells and rows may stand for, in all sheets. */
const MAX_REPEATED = 10_000_000
/** What a formula gives that cannot be computed. */
const FAILED = /^(?:#(?:N\/A|VALUE!|REF!|DIV\/0!|NAME\?|NUM!|NULL!)|Err:\d+)$/

/**
 * Reads the sheets of a workbook in OpenDocument format (ISO/IEC 26300, part 3). Formulas count as the values that were
 * stored with them; times and texts are as shown.
 * @throws Error if it is no workbook, is damaged, unpacks to more than the limit of `unpack`, or repeats too many cells
 */
export async function readOpenDocumentWorkbook(bytes: Buffer): Promise<Workbook> {
  const content = (await unpack(bytes, /^content\.xml$/)).get(CONTENT)
  if (!content) throw new Error(`${CONTENT} is missing`)
  const tables = new Tables()
  readXml(content, tables)
  return {
    sheets: tables.sheets.map(({ name, rows }) => ({ name, rows: () => rows })),
    leftOut: tables.leftOut,
  }
}

class Tables implements XmlHandler {
  readonly sheets: { name: string; rows: SheetRow[] }[] = []
  readonly leftOut: LeftOut = {}
  private row: SheetRow = { number: 0, cells: [] }
  private rowTimes = 1
  /** Number of the next row. */
  private next = 1
  private column = 0
  private cell: Attributes = {}
  private isCell = false
  private pieces: string[] = []
  private comment: string[] = []
  private comments = 0
  private paragraphs = 0
  private repeated = 0

  open(tag: string, attributes: Attributes): void {
    if (tag === 'table') {
      this.sheets.push({ name: attributes.name ?? '', rows: [] })
      this.next = 1
    } else if (tag === 'table-row') {
      this.row = { number: this.next, cells: [] }
      this.rowTimes = times(attributes['number-rows-repeated'])
      this.column = 0
    } else if (tag === 'table-cell' || tag === 'covered-table-cell') {
      this.cell = attributes
      this.isCell = true
      this.pieces = []
    } else if (tag === 'annotation') this.comments++
    else if (tag === 'p') {
      this.paragraphs++
      this.text('\n')
    } else if (tag === 's') this.text(' ')
    else if (tag === 'tab') this.text('\t')
    else if (tag === 'line-break') this.text('\n')
  }

  close(tag: string): void {
    if (tag === 'p') this.paragraphs--
    else if (tag === 'annotation') {
      this.comments--
      leaveOut(this.leftOut, 'comment', this.comment.join(''))
      this.comment = []
    } else if (tag === 'table-cell' || tag === 'covered-table-cell') this.endCell()
    else if (tag === 'table-row') this.endRow()
  }

  text(text: string): void {
    // Its author and date stand in no paragraph.
    if (this.comments > 0) this.comment.push(this.paragraphs > 0 ? text : '')
    else if (this.isCell) this.pieces.push(text)
    else leaveOut(this.leftOut, 'figure', text)
  }

  private endCell(): void {
    const value = cellValue(this.cell, this.pieces.join('').trim())
    const count = times(this.cell['number-columns-repeated'])
    const end = Math.min(this.column + count, MAX_COLUMNS)
    if (value !== undefined) {
      this.repeat(count - 1)
      for (let i = this.column; i < end; i++) this.row.cells[i] = value
    }
    this.column = end
    this.isCell = false
  }

  private endRow(): void {
    const { number, cells } = this.row
    this.next += this.rowTimes
    if (cells.length === 0) return
    this.repeat((this.rowTimes - 1) * cells.length)
    const rows = this.sheets.at(-1)?.rows
    for (let i = 0; i < this.rowTimes; i++) rows?.push({ number: number + i, cells })
  }

  private repeat(cells: number): void {
    this.repeated += cells
    if (this.repeated > MAX_REPEATED)
      throw new Error(`more than ${MAX_REPEATED} of its cells are repetitions; save it as CSV`)
  }
}

function times(attribute: string | undefined): number {
  const number = Number(attribute ?? 1)
  return Number.isInteger(number) && number > 0 ? number : 1
}

function cellValue(attributes: Attributes, shown: string): Cell | undefined {
  const type = attributes['value-type']
  if (type === 'error' || FAILED.test(shown)) return undefined
  if (type === 'float' || type === 'percentage' || type === 'currency') {
    const number = Number(attributes.value)
    return attributes.value !== undefined && Number.isFinite(number) ? number : shown || undefined
  }
  if (type === 'boolean') return attributes['boolean-value'] === 'true'
  // As in workbooks of Excel: `2024-05-01 13:30:00`.
  if (type === 'date') return attributes['date-value']?.replace('T', ' ') || shown || undefined
  return shown || attributes['string-value'] || undefined
}
