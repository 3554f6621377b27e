import { leaveOut } from '../../left-out.js'
import type { LeftOut } from '../../types.js'
import { OfficePackage } from '../office/package.js'
import { readXml, textOf } from '../office/xml.js'
import { type Cell, MAX_COLUMNS, type Sheet, type SheetRow, type Workbook } from './workbook.js'
import { dateOf, dateStyles } from './xlsx-dates.js'

const COMMENT = new Set(['text'])
const DRAWN = new Set(['txBody'])

/**
 * Reads the sheets of an Excel workbook, each when its rows are asked for. Formulas count as the values that were
 * stored with them.
 * @throws Error if it is no workbook, is damaged, or unpacks to more than the limit of `unpack`
 */
export async function readWorkbook(bytes: Buffer): Promise<Workbook> {
  const parts = await OfficePackage.open(bytes)
  const { main } = parts
  const relationships = parts.relationships(main)
  const [stringsName, stylesName] = ['sharedStrings', 'styles'].map(kind => parts.related(main, kind)[0])
  const strings = sharedStrings(parts.part(stringsName ?? ''))
  const sheets: Sheet[] = []
  const leftOut: LeftOut = {}
  let is1904 = false
  const dates = dateStyles(parts.part(stylesName ?? ''))
  const workbook = parts.part(main)
  if (!workbook) throw new Error('it has no workbook')
  readXml(workbook, {
    open(tag, attributes) {
      if (tag === 'workbookPr') is1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '')
      if (tag !== 'sheet') return
      // `id` is that of the relationship; the sheet's own is `sheetId`.
      const target = relationships.get(attributes.id ?? '')?.target ?? ''
      const part = parts.part(target)
      if (!part) return
      for (const name of parts.related(target, 'comments'))
        leaveOut(leftOut, 'comment', textOf(parts.part(name), COMMENT))
      for (const name of parts.related(target, 'drawing'))
        leaveOut(leftOut, 'figure', textOf(parts.part(name), DRAWN))
      sheets.push({
        name: attributes.name ?? '',
        rows: () => readSheet(part, strings, style => (dates.has(style) ? is1904 : undefined)),
      })
    },
    close: () => undefined,
    text: () => undefined,
  })
  return { sheets, leftOut }
}

/** Texts that cells refer to by number. Readings of Japanese words beside them are left out. */
function sharedStrings(bytes: Buffer | undefined): string[] {
  const strings: string[] = []
  let pieces: string[] = []
  let isText = false
  let readings = 0
  if (bytes)
    readXml(bytes, {
      open(tag) {
        if (tag === 'si') pieces = []
        else if (tag === 'rPh') readings++
        else if (tag === 't') isText = readings === 0
      },
      close(tag) {
        if (tag === 'si') strings.push(unescaped(pieces.join('')))
        else if (tag === 'rPh') readings--
        else if (tag === 't') isText = false
      },
      text(text) {
        if (isText) pieces.push(text)
      },
    })
  return strings
}

/** Characters that XML cannot hold are written as `_x000D_`. */
function unescaped(text: string): string {
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}

/** @param epochOf of a style that shows dates: whether they are counted from 1904 */
function readSheet(
  bytes: Buffer,
  strings: readonly string[],
  epochOf: (style: number) => boolean | undefined,
): SheetRow[] {
  const rows: SheetRow[] = []
  let row: SheetRow = { number: 0, cells: [] }
  let column = -1
  let type = ''
  let style = 0
  let pieces: string[] = []
  let isValue = false
  readXml(bytes, {
    open(tag, { r, t, s }) {
      if (tag === 'row') {
        row = { number: Number(r ?? row.number + 1), cells: [] }
        column = -1
      } else if (tag === 'c') {
        column = r === undefined ? column + 1 : columnOf(r)
        type = t ?? 'n'
        style = Number(s ?? 0)
        pieces = []
      } else if (tag === 'v' || tag === 't') isValue = true
    },
    close(tag) {
      if (tag === 'v' || tag === 't') isValue = false
      else if (tag === 'c') {
        const value = cellValue(pieces.join(''), type, epochOf(style), strings)
        if (value !== undefined && column >= 0 && column < MAX_COLUMNS) row.cells[column] = value
      } else if (tag === 'row' && row.cells.length > 0) rows.push(row)
    },
    text(text) {
      if (isValue) pieces.push(text)
    },
  })
  return rows
}

/** 0-based, of a reference such as `AB12`. */
function columnOf(reference: string): number {
  let column = 0
  for (const letter of reference) {
    const digit = letter.charCodeAt(0) - 64
    if (digit < 1 || digit > 26) break
    column = column * 26 + digit
  }
  return column - 1
}

function cellValue(
  raw: string,
  type: string,
  is1904: boolean | undefined,
  strings: readonly string[],
): Cell | undefined {
  if (raw === '') return undefined
  if (type === 's') return strings[Number(raw)] || undefined
  if (type === 'b') return raw === '1'
  // Such as #N/A.
  if (type === 'e') return undefined
  if (type !== 'n') return unescaped(raw)
  const number = Number(raw)
  if (!Number.isFinite(number)) return raw
  return is1904 === undefined ? number : dateOf(number, is1904)
}
