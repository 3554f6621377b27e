import type { Command } from 'commander'
import type { Filter } from '../index/types.js'
import { type CommonFlags, type Context, command, withContext, withIndex } from './context.js'
import { withFilter } from './filter-option.js'
import { putTable, type TableFlags, tableOptions, withExcel, withFormat } from './table-options.js'

interface Flags extends CommonFlags, TableFlags {
  out?: string
  filter?: Filter
}

export function exportCommand(): Command {
  return withExcel(
    withFormat(
      withFilter(
        withIndex(
          command('export', 'write the passages of an index as a table: CSV, JSON lines or Parquet'),
        ).option('--out <file>', 'file to write (default: stdout)'),
      ),
    ),
  ).action((flags: Flags) => withContext(flags, context => run(flags, context)))
}

async function run(flags: Flags, { config, out, signal }: Context): Promise<void> {
  const { openIndex } = await import('../compose.js')
  const { passageTable } = await import('../curation/passage-table.js')
  // Found out before anything is read.
  if (flags.out !== undefined) tableOptions(flags.out, flags)
  const index = await openIndex(config, config.index, 'reader', out, { inCallingThread: true })
  try {
    const rows = await putTable(flags.out, await passageTable(index, { filter: flags.filter, signal }), flags)
    if (rows === undefined) return
    if (out.options.json) out.json({ index: config.index, out: flags.out, passages: rows })
    else out.line(`${out.bold(flags.out!)}: ${rows} passages of ${config.index}`)
  } finally {
    await index.close()
  }
}
