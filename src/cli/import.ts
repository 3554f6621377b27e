import type { Command } from 'commander'
import { fixed, say } from '../messages/said.js'
import {
  type CommonFlags,
  type Context,
  command,
  withContext,
  withModel,
  withWrittenIndex,
} from './context.js'
import { VECTOR_COLUMN } from './export.js'

interface Flags extends CommonFlags {
  vectors?: string
  vectorField: string
  textField: string
  idField: string
}

export function importCommand(): Command {
  return withModel(
    withWrittenIndex(command('import', 'put texts into an index with vectors that were made elsewhere')),
  )
    .argument('<table>', 'rows of texts: Parquet, JSON lines, or another format of rows')
    .option('--vectors <file>', "NumPy's .npy with a vector for each row (default: they are in a field)")
    .option('--vector-field <field>', 'field of a row that holds its vector', VECTOR_COLUMN)
    .option('--text-field <field>', 'field of a row that holds its text', 'text')
    .option('--id-field <field>', 'field of a row that identifies it', 'id')
    .action((table: string, flags: Flags) => withContext(flags, context => run(table, flags, context)))
}

async function run(
  path: string,
  { vectors, vectorField, textField, idField }: Flags,
  { config, out, signal, ifStopped }: Context,
): Promise<void> {
  const { importVectors } = await import('../ingest/import-vectors.js')
  let progress = out.progress(say`importing`, say`documents`, 0)
  let kept = 0
  ifStopped(() =>
    kept === 0
      ? 'nothing was written'
      : `${kept} documents are in index ${config.index}; the same command goes on with the others`,
  )
  const report = await importVectors(config, {
    path,
    ...(vectors === undefined ? {} : { vectors }),
    read: { textField, idField, vectorField },
    index: config.index,
    signal,
    reporter: out,
    onCounted: rows => {
      progress = out.progress(say`importing`, say`documents`, rows)
    },
    onCommitted: ({ documents }) => {
      kept = documents
      progress.update(documents)
    },
  }).finally(() => progress.stop())
  if (out.options.json) {
    out.json(report)
    return
  }
  const { index, documents, unchanged, empty, model, compared, leastCosine, seconds } = report
  out.line(
    say`${out.bold(index)}: ${documents} documents with vectors of ${model} in ${fixed(seconds, 1)} s, unchanged ${unchanged}, `,
    say`without a vector ${empty}`,
  )
  out.line(say`${compared} of them compared with the model: least cosine ${fixed(leastCosine, 4)}`)
}
