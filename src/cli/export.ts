import type { Command } from 'commander'
import { AnlamError } from '../errors.js'
import type { Filter } from '../index/types.js'
import { say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext, withIndex } from './context.js'
import { withFilter } from './filter-option.js'
import { putTable, type TableFlags, tableOptions, withExcel, withFormat } from './table-options.js'

/** Column of the vectors, here and in `anlam import`. */
export const VECTOR_COLUMN = 'vector'

interface Flags extends CommonFlags, TableFlags {
  out?: string
  filter?: Filter
  vectors?: string | true
}

export function exportCommand(): Command {
  const target = withIndex(
    command('export', 'write the passages of an index as a table: CSV, JSON lines or Parquet'),
  )
  return withExcel(withFormat(withFilter(target)))
    .option('--out <file>', 'file to write (default: stdout)')
    .option(
      '--vectors [file]',
      'also write the vectors: as a column, or row by row into a file ending in .npy, for NumPy',
    )
    .action((flags: Flags) => withContext(flags, context => run(flags, context)))
}

async function run(flags: Flags, { config, out, signal, ifStopped }: Context): Promise<void> {
  const { openIndex } = await import('../compose.js')
  const { passageTable } = await import('../curation/passage-table.js')
  const { out: path, vectors, filter } = flags
  // Found out before anything is read.
  const format = path === undefined ? (flags.format ?? 'jsonl') : tableOptions(path, flags).format
  if (vectors === true && format === 'csv')
    throw new AnlamError(
      'invalid-input',
      'a CSV has no column for vectors; write .parquet or .jsonl, or --vectors FILE.npy',
    )
  if (typeof vectors === 'string' && !vectors.endsWith('.npy'))
    throw new AnlamError(
      'invalid-input',
      `${vectors}: vectors are written as .npy; without a file, as a column`,
    )
  if (path !== undefined) ifStopped(() => `${path} is as it was`)
  const index = await openIndex(config, config.index, 'reader', out, { inCallingThread: true })
  try {
    const selection = { filter, signal }
    let rows: number | undefined
    if (typeof vectors === 'string') {
      const { NpyWriter } = await import('../tables/npy.js')
      const writer = new NpyWriter(vectors, index.identity.dimension)
      try {
        const onVector = (vector: Float32Array): void => writer.write(vector)
        rows = await putTable(path, await passageTable(index, { ...selection, onVector }), flags)
        writer.finish()
      } catch (error) {
        writer.discard()
        throw error
      }
    } else {
      const vectorColumn = vectors ? VECTOR_COLUMN : undefined
      rows = await putTable(path, await passageTable(index, { ...selection, vectorColumn }), flags)
    }
    if (rows === undefined) return
    const also = typeof vectors === 'string' ? { vectors } : {}
    if (out.options.json) out.json({ index: config.index, out: path, passages: rows, ...also })
    else out.line(say`${out.bold(path!)}: ${rows} passages of ${config.index}`)
    if (typeof vectors === 'string') out.note(say`${vectors}: their vectors, row by row`)
  } finally {
    await index.close()
  }
}
