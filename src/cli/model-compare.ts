import type { Command } from 'commander'
import { AnlamError } from '../errors.js'
import { fixed, say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext, withModel } from './context.js'

interface Flags extends CommonFlags {
  pairs?: string
  corpus?: string
  out?: string
}

export function compareCommand(): Command {
  return withModel(command('compare', 'compare models: quality with intervals, speed on this machine, size'))
    .argument('<models...>', 'two or more models')
    .option(
      '--pairs <file>',
      'your own pairs, {"a","b","label"} or {"a","b","score"} (default: bundled sets)',
    )
    .option('--corpus <index>', 'an index of your own: passages are looked for by their first sentence')
    .option('--out <file>', 'write the table and pictures into this HTML file')
    .action((models: string[], flags: Flags) =>
      withContext(flags, context => compare([...new Set(models)], flags, context)),
    )
}

async function compare(models: string[], flags: Flags, { config, out, signal }: Context): Promise<void> {
  const { pairs, corpus, out: file } = flags
  if (models.length < 2) throw new AnlamError('invalid-input', 'give at least two models')
  if (pairs !== undefined && corpus !== undefined)
    throw new AnlamError('invalid-input', 'give either --pairs or --corpus')
  const { describeModel } = await import('../model/models.js')
  const { compareModels } = await import('../search/compare-models.js')
  const bytes = new Map<string, number>()
  for (const model of models) bytes.set(model, (await describeModel(config, model)).bytes)
  const measured = await compareModels(config, models, {
    reporter: out,
    signal,
    ...(pairs === undefined ? {} : { pairs }),
    ...(corpus === undefined ? {} : { index: corpus }),
  })
  const compared = measured.map(each => ({ ...each, megabytes: bytes.get(each.model)! / 1e6 }))
  if (file !== undefined) {
    const { comparisonPage } = await import('../search/comparison-page.js')
    const { replaceFile } = await import('../basics/files.js')
    replaceFile(file, comparisonPage(compared))
  }
  if (out.options.json) {
    out.json({ models: compared })
    return
  }
  const rows = compared.map(
    ({ model, dimension, megabytes, sentencesPerSecond, queryMilliseconds, quality }) => [
      model,
      String(dimension),
      String(Math.round(megabytes)),
      String(Math.round(sentencesPerSecond)),
      out.number(fixed(queryMilliseconds, 1)),
      ...quality.map(({ value, interval: [low, high] }) =>
        out.said(say`${fixed(value, 3)} (${fixed(low, 3)}–${fixed(high, 3)})`),
      ),
    ],
  )
  const sets = compared[0]!.quality.map(({ name, of }) => `${name} (${of})`)
  const table = [
    [...[say`model`, say`dim`, 'MB', say`passages/s`, say`ms a query`].map(name => out.said(name)), ...sets],
    ...rows,
  ]
  const widths = table[0]!.map((_, column) => Math.max(...table.map(row => row[column]!.length)))
  for (const row of table)
    out.line(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
}
