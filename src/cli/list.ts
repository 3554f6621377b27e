import type { Command } from 'commander'
import type { IndexDescription, IndexSize } from '../index/engine.js'
import { type CommonFlags, type Context, command, withContext } from './context.js'

export function listCommand(): Command {
  return command('list', 'list all indexes with their sizes and models').action((flags: CommonFlags) =>
    withContext(flags, run),
  )
}

/** An index, or why nothing is known of it. */
type Row = { index: string } & (
  | ({ error?: undefined } & Pick<IndexDescription, 'model' | 'dimension' | 'unit'> & IndexSize)
  | { error: { code: string; message: string } }
)

async function run({ config, out }: Context): Promise<void> {
  const { indexEngine, placeOf } = await import('../compose.js')
  const { asAnlamError } = await import('../errors.js')
  const engine = indexEngine(config)
  const rows: Row[] = []
  for (const name of await engine.list()) {
    try {
      const description = await engine.describe(name)
      // Deleted since.
      if (!description) continue
      const { model, dimension, unit } = description
      rows.push({ index: name, model, dimension, ...(unit ? { unit } : {}), ...(await engine.size(name)) })
    } catch (error) {
      // One that is damaged must not hide the others.
      const { code, message } = asAnlamError(error)
      if (code !== 'not-found') rows.push({ index: name, error: { code, message } })
    }
  }
  const place = placeOf(config)
  if (out.options.json) out.json({ engine: engine.name, place, indexes: rows })
  else if (rows.length === 0) out.line(`no index in ${place}; \`anlam index PATH\` makes one`)
  else for (const row of rows) out.line(lineOf(row, Math.max(...rows.map(({ index }) => index.length))))
}

function lineOf(row: Row, width: number): string {
  const name = row.index.padEnd(width)
  if (row.error) return `${name}  ${row.error.message} (${row.error.code})`
  const { passages, documents, bytes, model, dimension } = row
  return `${name}  ${passages} passages of ${documents} documents, ${megabytes(bytes)} MB, by ${model} (${dimension} dimensions)`
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
