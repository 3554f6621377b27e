import type { Command } from 'commander'
import { say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext, withIndex } from './context.js'

interface Flags extends CommonFlags {
  forget?: boolean
}

export function undoCommand(): Command {
  return withIndex(
    command('undo', 'bring back what `anlam dedupe` removed from an index, and metadata that were changed'),
  )
    .argument('[removal]', 'which removal; without it, those that can be undone are listed')
    .option('--forget', 'free its space instead, so that it cannot be undone any more')
    .action((removal: string | undefined, flags: Flags) =>
      withContext(flags, context => run(removal, flags, context)),
    )
}

async function run(id: string | undefined, { forget = false }: Flags, context: Context): Promise<void> {
  const { openIndex } = await import('../compose.js')
  const { forgetRemoval, undoRemoval } = await import('../curation/removals.js')
  const { config, out } = context
  if (id === undefined) {
    await list(context)
    return
  }
  const index = await openIndex(config, config.index, 'writer', out, { inCallingThread: true })
  try {
    if (forget) {
      await forgetRemoval(index, id)
      if (out.options.json) out.json({ index: config.index, removal: id, forgotten: true })
      else out.line(say`${config.index}: removal ${id} cannot be undone any more`)
      return
    }
    const report = await undoRemoval(index, id)
    await index.commit()
    if (out.options.json) out.json({ index: config.index, removal: id, ...report })
    else {
      const { restored, reverted } = report
      const tags = reverted > 0 ? say`, ${reverted} have the metadata again that they had` : ''
      out.line(say`${out.bold(config.index)}: ${restored} documents are there again${tags}`)
    }
    for (const left of report.left)
      out.warn(say`document ${left} has been written anew since, and was left as it is`)
  } finally {
    await index.close()
  }
}

async function list({ config, out }: Context): Promise<void> {
  const { openIndex } = await import('../compose.js')
  const { listRemovals } = await import('../curation/removals.js')
  const index = await openIndex(config, config.index, 'reader', out, { inCallingThread: true })
  try {
    const removals = await listRemovals(index)
    if (out.options.json) out.json({ index: config.index, removals })
    else if (removals.length === 0) out.line(say`${config.index}: nothing to undo`)
    else
      for (const { id, at, by, documents, merged } of removals) {
        const tags = merged > 0 ? say`, metadata of ${merged}` : ''
        out.line(say`${id}  ${at}  ${documents} documents${tags}${by === undefined ? '' : say`, by ${by}`}`)
      }
  } finally {
    await index.close()
  }
}
