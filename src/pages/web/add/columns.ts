import { extensionOf } from '../../../basics/file-formats.js'

/** Bytes at the beginning of a file in which its columns are looked for. */
const BEGINNING = 1 << 16

/** Names of the columns of a table, or of the fields of JSON lines, to choose from; none where they cannot be told. */
export async function columnsOf(file: File): Promise<string[]> {
  const extension = extensionOf(file.name)
  if (file.name.toLowerCase().endsWith('.gz')) return []
  const text = (await file.slice(0, BEGINNING).text()).replace(/^\ufeff/, '')
  const end = text.indexOf('\n')
  const first = (end === -1 ? text : text.slice(0, end)).trim()
  if (extension === '.jsonl' || extension === '.ndjson') return fieldsOf(first)
  if (extension === '.csv' || extension === '.tsv') return headOf(first)
  return []
}

function fieldsOf(line: string): string[] {
  try {
    const row: unknown = JSON.parse(line)
    return typeof row === 'object' && row !== null && !Array.isArray(row) ? Object.keys(row) : []
  } catch {
    return []
  }
}

/** Suggestions only: the server reads the table, with its quotation marks. */
function headOf(line: string): string[] {
  const counts = ['\t', ';', '|', ','].map(mark => ({ mark, count: line.split(mark).length }))
  const { mark } = counts.reduce((best, each) => (each.count > best.count ? each : best))
  return line
    .split(mark)
    .map(name => name.trim().replaceAll('"', ''))
    .filter(name => name !== '')
}
