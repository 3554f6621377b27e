import type { Command } from 'commander'
import { backup, repair, restore } from '../compose.js'
import { AnlamError } from '../errors.js'
import { verifyIndex } from '../search/verify-index.js'
import { type CommonFlags, command, withContext, withIndex, withModel } from './context.js'

/** Documents named one by one; the rest are only counted. */
const NAMED = 20

export function verifyCommand(): Command {
  return withModel(withIndex(command('verify', 'prove that an index is undamaged')))
    .option('--deep', 'also search and embed a sample again, and compare')
    .action((flags: CommonFlags & { deep?: boolean }) =>
      withContext(flags, async ({ config, out, signal }) => {
        const checks = await verifyIndex(config, config.index, {
          deep: flags.deep ?? false,
          signal,
          reporter: out,
        })
        const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name)
        if (out.options.json) out.json({ index: config.index, ok: failed.length === 0, checks })
        else
          for (const { ok, name, detail } of checks)
            out.line(`${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(13)} ${detail}`)
        if (failed.length > 0)
          throw new AnlamError(
            'corrupt-index',
            `index ${config.index} is damaged (${failed.join(', ')}); \`anlam repair --index ${config.index}\` saves what is whole`,
          )
      }),
    )
}

export function repairCommand(): Command {
  return withIndex(
    command('repair', 'make a damaged index whole again from what is left; needs no model'),
  ).action((flags: CommonFlags) =>
    withContext(flags, async ({ config, out }) => {
      const { found, ...report } = await repair(config, config.index)
      if (out.options.json) {
        out.json({ index: config.index, ...report, found })
        return
      }
      for (const { ok, name, detail } of found) if (!ok) out.line(`found  ${name}: ${detail}`)
      for (const line of report.done) out.line(`done   ${line}`)
      if (report.done.length === 0) out.line('nothing was wrong')
      const { documents, passages, lost, lostWrites, kept } = report
      out.line(`${out.bold(config.index)}: ${documents} documents, ${passages} passages`)
      if (lostWrites > 0) out.warn(`${lostWrites} acknowledged writes are lost`)
      if (lost.length > 0) {
        const more = lost.length > NAMED ? `, and ${lost.length - NAMED} more` : ''
        out.warn(
          `${lost.length} documents could not be saved: ${lost.slice(0, NAMED).join(', ')}${more}; index them again`,
        )
      }
      if (kept) out.line(`the damaged database is kept in ${kept}`)
    }),
  )
}

export function backupCommand(): Command {
  return command('backup', 'copy an index, also while it is being written')
    .argument('<name>', 'name of the index')
    .argument('<destination>', 'folder that does not exist yet')
    .action((name: string, destination: string, flags: CommonFlags) =>
      withContext(flags, async ({ config, out }) => {
        await backup(config, name, destination)
        if (out.options.json) out.json({ index: name, destination })
        else out.line(`${out.bold(name)} is backed up in ${destination}`)
      }),
    )
}

export function restoreCommand(): Command {
  return command('restore', 'make an index of a backup')
    .argument('<source>', 'folder that `anlam backup` made')
    .argument('<name>', 'name of an index that does not exist yet')
    .action((source: string, name: string, flags: CommonFlags) =>
      withContext(flags, async ({ config, out }) => {
        await restore(config, source, name)
        if (out.options.json) out.json({ index: name, source })
        else out.line(`${out.bold(name)} is restored from ${source}`)
      }),
    )
}
