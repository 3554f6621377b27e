import type { Command } from 'commander'
import type { ListedIndex } from '../library/list-indexes.js'
import { fixed, say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext } from './context.js'
import type { Output } from './output.js'

export function listCommand(): Command {
  return command('list', 'list all indexes with their sizes and models').action((flags: CommonFlags) =>
    withContext(flags, run),
  )
}

async function run({ config, out }: Context): Promise<void> {
  const { indexEngine, placeOf } = await import('../compose.js')
  const { listIndexes } = await import('../library/list-indexes.js')
  const engine = indexEngine(config)
  const rows = await listIndexes(engine)
  const place = placeOf(config)
  if (out.options.json) out.json({ engine: engine.name, place, indexes: rows })
  else if (rows.length === 0) out.line(say`no index in ${place}; \`anlam index PATH\` makes one`)
  else for (const row of rows) out.line(lineOf(row, Math.max(...rows.map(({ index }) => index.length)), out))
}

function lineOf(row: ListedIndex, width: number, out: Output): string {
  const name = row.index.padEnd(width)
  if (row.error) return `${name}  ${out.message(row.error.message)} (${row.error.code})`
  const { passages, documents, bytes, model, dimension } = row
  return out.said(
    say`${name}  ${passages} passages of ${documents} documents, ${fixed(bytes / 1e6, 1)} MB, by ${model} (${dimension} dimensions)`,
  )
}
