import type { Command } from 'commander'
import { say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext, withWrittenIndex } from './context.js'

/** Most lost documents listed by id; the rest are only counted. */
const NAMED = 20

export function repairCommand(): Command {
  return withWrittenIndex(
    command('repair', 'repair a damaged index from what is left of it; needs no model'),
  ).action((flags: CommonFlags) => withContext(flags, run))
}

async function run({ config, out }: Context): Promise<void> {
  const { repair } = await import('../compose.js')
  const { found, ...report } = await repair(config, config.index)
  if (out.options.json) {
    out.json({ index: config.index, ...report, found })
    return
  }
  for (const { ok, name, detail } of found)
    if (!ok) out.line(say`found  ${out.message(name)}: ${out.message(detail)}`)
  for (const line of report.done) out.line(say`done   ${out.message(line)}`)
  if (report.done.length === 0) out.line(say`nothing was wrong`)
  const { documents, passages, lost, lostWrites, kept } = report
  out.line(say`${out.bold(config.index)}: ${documents} documents, ${passages} passages`)
  if (lostWrites > 0) out.warn(say`${lostWrites} acknowledged writes are lost`)
  if (lost.length > 0) {
    const more = lost.length > NAMED ? say`, and ${lost.length - NAMED} more` : ''
    out.warn(
      say`${lost.length} documents could not be saved: ${lost.slice(0, NAMED).join(', ')}${more}; index them again`,
    )
  }
  if (kept) out.line(say`the damaged database is kept in ${kept}`)
}
