import { readXml } from '../office/xml.js'

/** Formats of dates and times that every workbook has (ECMA-376, 18.8.30). */
const isBuiltIn = (format: number): boolean =>
  (format >= 14 && format <= 22) || (format >= 45 && format <= 47)
const DAY = 86_400_000
/** Days from Excel's day 0 to 1970; it takes 1900 for a leap year. */
const TO_1970 = 25_569
const FROM_1904 = 1462

/** Numbers of the styles of cells that show dates or times. */
export function dateStyles(styles: Buffer | undefined): Set<number> {
  const found = new Set<number>()
  const custom = new Set<number>()
  let inCells = false
  let count = 0
  if (styles)
    readXml(styles, {
      open(tag, { numFmtId, formatCode = '' }) {
        if (tag === 'numFmt' && isDateFormat(formatCode)) custom.add(Number(numFmtId))
        else if (tag === 'cellXfs') inCells = true
        else if (tag === 'xf' && inCells) {
          const format = Number(numFmtId ?? 0)
          if (isBuiltIn(format) || custom.has(format)) found.add(count)
          count++
        }
      },
      close(tag) {
        if (tag === 'cellXfs') inCells = false
      },
      text: () => undefined,
    })
  return found
}

/** Days, months, years, hours or seconds, outside of quoted text and conditions. */
function isDateFormat(code: string): boolean {
  return /[dmyhs]/i.test(code.replaceAll(/"[^"]*"?|\[[^\]]*\]?|\\./g, ''))
}

/** `2024-05-01`, `2024-05-01 13:30:00` or `13:30:00`; the number itself if it is no date. */
export function dateOf(number: number, is1904: boolean): string | number {
  const days = number + (is1904 ? FROM_1904 : 0)
  const date = new Date(Math.round((days - TO_1970) * (DAY / 1000)) * 1000)
  if (number < 0 || Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999) return number
  const [day, time] = date.toISOString().slice(0, 19).split('T') as [string, string]
  if (number < 1) return time
  return time === '00:00:00' ? day : `${day} ${time}`
}
