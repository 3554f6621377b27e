import { type Command, Option } from 'commander'
import { AnlamError } from '../errors.js'
import { formatOf, TABLE_FORMATS, type Table, type TableFormat, type TableOptions } from '../tables/table.js'

export interface TableFlags {
  format?: TableFormat
  excel?: boolean
}

/** `--excel`, for commands that write tables. */
export function withExcel(target: Command): Command {
  return target.option(
    '--excel',
    'CSV with semicolons and a byte order mark, as Excel opens it in Turkish and other languages with decimal commas',
  )
}

/** `--format`, for commands whose table may go to stdout. */
export function withFormat(target: Command): Command {
  return target.addOption(
    new Option('--format <format>', 'default: by the name of the file, otherwise jsonl').choices(
      TABLE_FORMATS,
    ),
  )
}

/** @throws AnlamError `invalid-input` for a file whose name does not say its format */
export function tableOptions(path: string, { format = formatOf(path), excel }: TableFlags): TableOptions {
  if (format) return { format, excel }
  throw new AnlamError('invalid-input', `${path}: its name ends in none of .${TABLE_FORMATS.join(', .')}`)
}

/** Writes a table to a file, or to stdout without one. @returns the number of rows written to a file */
export async function putTable(
  path: string | undefined,
  table: Table,
  flags: TableFlags,
): Promise<number | undefined> {
  const { tablePieces } = await import('../tables/pieces.js')
  const { writeTable } = await import('../tables/write.js')
  if (path !== undefined) return writeTable(path, table, tableOptions(path, flags))
  const { format = 'jsonl', excel } = flags
  for await (const piece of tablePieces(table, { format, excel }))
    if (!process.stdout.write(piece) && !process.stdout.destroyed)
      await new Promise<void>(resolve => {
        process.stdout.once('drain', resolve).once('close', resolve)
      })
  return undefined
}
