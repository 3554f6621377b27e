import type { Command } from 'commander'
import type { IndexDescription, IndexSize } from '../index/engine.js'
import { fixed, say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext } from './context.js'
import type { Output } from './output.js'

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
  else if (rows.length === 0) out.line(say`no index in ${place}; \`anlam index PATH\` makes one`)
  else for (const row of rows) out.line(lineOf(row, Math.max(...rows.map(({ index }) => index.length)), out))
}

function lineOf(row: Row, width: number, out: Output): string {
  const name = row.index.padEnd(width)
  if (row.error) return `${name}  ${out.message(row.error.message)} (${row.error.code})`
  const { passages, documents, bytes, model, dimension } = row
  return out.said(
    say`${name}  ${passages} passages of ${documents} documents, ${fixed(bytes / 1e6, 1)} MB, by ${model} (${dimension} dimensions)`,
  )
}
