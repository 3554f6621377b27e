/** Rows of a list to hand on: a name for each column, in order. */
export type Row = Record<string, unknown>

export interface DownloadsProps {
  /** Name of the files, without an extension. */
  name: string
  /** Called when a file is asked for. */
  rows: () => readonly Row[]
  label: string
}

/** Buttons that give a list as a table and as JSON lines. */
export function Downloads({ name, rows, label }: DownloadsProps) {
  return (
    <span class="downloads">
      {label}{' '}
      <button type="button" onClick={() => save(`${name}.csv`, 'text/csv', csv(rows()))}>
        CSV
      </button>{' '}
      <button type="button" onClick={() => save(`${name}.jsonl`, 'application/x-ndjson', jsonLines(rows()))}>
        JSONL
      </button>
    </span>
  )
}

function jsonLines(rows: readonly Row[]): string {
  return rows.map(row => `${JSON.stringify(row)}\n`).join('')
}

/** RFC 4180, with a byte order mark, without which Excel takes it for another encoding. */
function csv(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))]
  const line = (cells: readonly unknown[]): string => `${cells.map(cell).join(',')}\r\n`
  return `\ufeff${line(names)}${rows.map(row => line(names.map(name => row[name]))).join('')}`
}

function cell(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function save(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
