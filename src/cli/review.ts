import { Command } from 'commander'
import type { AtThreshold } from '../curation/calibrate-reviewed.js'
import { fixed, type Said, say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext, withIndex, withModel } from './context.js'
import { putTable, type TableFlags, withExcel, withFormat } from './table-options.js'
import { userName } from './user-name.js'

interface ExportFlags extends CommonFlags, TableFlags {
  out?: string
}

export function reviewCommand(): Command {
  const review = new Command('review').description('what people decided about pairs of an index')
  review.addCommand(
    withIndex(command('status', 'how many decisions there are, and whose')).action((flags: CommonFlags) =>
      withContext(flags, status),
    ),
  )
  review.addCommand(
    withExcel(withFormat(withIndex(command('export', 'write decisions as labelled pairs'))))
      .option('--out <file>', 'file to write (default: stdout)')
      .action((flags: ExportFlags) => withContext(flags, context => exportDecisions(flags, context))),
  )
  review.addCommand(
    withIndex(command('import', 'take over decisions, such as those of an offline report'))
      .argument(
        '<files...>',
        'JSON lines of {"a","b"} with "label": 1, 0 or null, or "verdict"; and "by" and "at"',
      )
      .action((files: string[], flags: CommonFlags) =>
        withContext(flags, context => importFiles(files, context)),
      ),
  )
  review.addCommand(
    withModel(
      withIndex(command('calibrate', 'calibrate the index by its decisions, and say what that changes')),
    ).action((flags: CommonFlags) => withContext(flags, calibrate)),
  )
  return review
}

async function status({ config, out }: Context): Promise<void> {
  const { openIndex } = await import('../compose.js')
  const { reviewStatus } = await import('../curation/review-status.js')
  const index = await openIndex(config, config.index, 'reader', out, { inCallingThread: true })
  try {
    const found = await reviewStatus(index)
    if (out.options.json) {
      out.json({ index: config.index, ...found })
      return
    }
    const { right, wrong, unsure, by, last } = found
    out.line(say`${out.bold(config.index)}: ${right} right, ${wrong} wrong, ${unsure} unsure`)
    for (const [name, count] of Object.entries(by)) out.line(say`  ${count} by ${name || say`nobody named`}`)
    if (last !== null) out.line(say`  the last at ${last}`)
  } finally {
    await index.close()
  }
}

async function exportDecisions(flags: ExportFlags, { config, out }: Context): Promise<void> {
  const { openIndex } = await import('../compose.js')
  const { allDecisions } = await import('../curation/decisions.js')
  const { decisionTable } = await import('../curation/decision-table.js')
  const index = await openIndex(config, config.index, 'reader', out, { inCallingThread: true })
  try {
    const pairs = await putTable(flags.out, decisionTable(await allDecisions(index)), flags)
    if (pairs === undefined) return
    if (out.options.json) out.json({ index: config.index, out: flags.out, pairs })
    else out.line(say`${out.bold(flags.out!)}: ${pairs} pairs`)
  } finally {
    await index.close()
  }
}

async function importFiles(files: readonly string[], { config, out }: Context): Promise<void> {
  const { readRows } = await import('../basics/json-rows.js')
  const { openIndex } = await import('../compose.js')
  const { DecisionRow, importDecisions } = await import('../curation/decisions.js')
  // All are read before any is kept.
  const rows = (await Promise.all(files.map(file => readRows(file, DecisionRow)))).flat()
  const by = userName()
  const index = await openIndex(config, config.index, 'writer', out, { inCallingThread: true })
  try {
    const report = await importDecisions(
      index,
      rows.map(row => ({ by, ...row })),
    )
    if (out.options.json) out.json({ index: config.index, ...report })
    else
      out.line(
        say`${out.bold(config.index)}: ${report.imported} decisions taken over, ${report.unchanged} known or older than those here, `,
        say`${report.unlabelled} rows without a label`,
      )
  } finally {
    await index.close()
  }
}

async function calibrate({ config, out, signal }: Context): Promise<void> {
  const { openEncoder, openIndex, modelFor } = await import('../compose.js')
  const { calibrateReviewed } = await import('../curation/calibrate-reviewed.js')
  const index = await openIndex(config, config.index, 'reader', out, { inCallingThread: true })
  try {
    const encoder = await openEncoder(config, await modelFor(config, index.identity), out)
    try {
      const { before, after, calibration } = await calibrateReviewed(config, index, encoder, {
        reporter: out,
        signal,
      })
      const { pairs, positives, method, brier, logLoss } = calibration
      if (out.options.json) {
        out.json({ index: config.index, before, after, pairs, positives, method, brier, logLoss })
        return
      }
      out.line(say`${out.bold(config.index)}: ${method} on ${pairs} decisions, ${positives} of them right`)
      out.line(say`  before: ${worth(before)}`)
      out.line(say`  after:  ${worth(after)}`)
    } finally {
      await encoder.close()
    }
  } finally {
    await index.close()
  }
}

function worth({ threshold, precision, recall, accepted }: AtThreshold): Said {
  const share = precision === null ? say`no pair` : say`precision ${fixed(precision, 3)}`
  return say`from ${fixed(threshold, 4)}: ${share}, recall ${fixed(recall, 3)}, ${accepted} pairs`
}
