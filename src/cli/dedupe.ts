import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { FoundCopies } from '../curation/copies.js'
import type { DedupePlan } from '../curation/dedupe.js'
import { say } from '../messages/said.js'
import { type Group, MINING } from '../mining/types.js'
import { type CommonFlags, type Context, command, withContext, withWrittenIndex } from './context.js'
import { number } from './numbers.js'
import { userName } from './user-name.js'

interface Flags extends CommonFlags {
  keep: string
  threshold?: number
  merge?: boolean
  out?: string
  dryRun?: boolean
}

export function dedupeCommand(): Command {
  return withWrittenIndex(
    command('dedupe', 'remove copies of documents from an index, so that it can be undone'),
  )
    .option(
      '--keep <which>',
      'which copy stays: `first`, `longest`, or the one with the greatest value of a metadata field',
      'first',
    )
    .option(
      '--threshold <score>',
      'also remove documents that say the same in other words: groups as `anlam mine` finds them from this cosine',
      number(-1, 1),
    )
    .option('--merge', 'give the copy that stays the metadata that it lacks and others have')
    .option('--out <file>', 'list of what was removed, and for what: JSON lines')
    .option('--dry-run', 'only say and list what would be removed')
    .action((flags: Flags) => withContext(flags, context => run(flags, context)))
}

async function run(flags: Flags, context: Context): Promise<void> {
  const { exactCopies, minedCopies } = await import('../curation/copies.js')
  const { dedupe, planDedupe } = await import('../curation/dedupe.js')
  const { allDecisions } = await import('../curation/decisions.js')
  const { parseKeep } = await import('../curation/keep.js')
  const { openIndex } = await import('../compose.js')
  const { config, out, signal } = context
  const { threshold, merge = false, dryRun = false } = flags
  let isRemoving = false
  context.ifStopped(() =>
    isRemoving
      ? `some documents may be removed from index ${config.index}; \`anlam undo\` lists what brings them back`
      : 'nothing was removed',
  )
  // Opened before mining, so that nobody writes what is then removed.
  const index = await openIndex(config, config.index, dryRun ? 'reader' : 'writer', out, {
    inCallingThread: true,
  })
  try {
    const found: FoundCopies =
      threshold === undefined
        ? await exactCopies(index, signal)
        : await minedCopies(index, await mined(threshold, context), signal)
    const decisions = await allDecisions(index)
    const plan = planDedupe(found, { keep: parseKeep(flags.keep), merge, decisions })
    await writeList(flags.out, plan)
    if (dryRun) return print(plan, undefined, flags, context)
    const bar = out.progress(say`removing`, say`documents`, plan.removals.length)
    isRemoving = true
    const removal = await dedupe(index, plan, {
      by: userName(),
      signal,
      onProgress: (done, total) => bar.update(Math.floor((done / total) * plan.removals.length)),
    }).finally(() => bar.stop())
    await index.commit()
    print(plan, removal?.id, flags, context)
  } finally {
    await index.close()
  }
}

/** Groups of the index's passages from a cosine. */
async function mined(threshold: number, { config, out, signal }: Context): Promise<Group[]> {
  const { mineCorpus } = await import('../mining/mine-corpus.js')
  const folder = mkdtempSync(join(tmpdir(), 'anlam-dedupe-'))
  const bar: { shown?: ReturnType<typeof out.progress> } = {}
  try {
    return await mineCorpus(
      config,
      {
        sources: [{ index: config.index }],
        settings: MINING,
        threshold,
        folder,
        read: { textField: 'text', idField: 'id', onError: 'fail' },
        signal,
        reporter: out,
        onProgress: (stage, done, total) => {
          if (stage !== 'comparing') return
          bar.shown ??= out.progress(say`comparing`, say`blocks`, total)
          bar.shown.update(done)
        },
      },
      async ({ result }) => result.groups,
    )
  } finally {
    bar.shown?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function writeList(path: string | undefined, { removals }: DedupePlan): Promise<void> {
  if (path === undefined) return
  const { replaceFile } = await import('../basics/files.js')
  replaceFile(
    path,
    removals.map(row => `${JSON.stringify(row)}\n`),
  )
}

function print(
  { documents, groups, removals, merged, differing, parts }: DedupePlan,
  removal: string | undefined,
  { out: list, dryRun = false }: Flags,
  { config, out }: Context,
): void {
  if (out.options.json) {
    out.json({
      index: config.index,
      documents,
      groups,
      removed: removals.length,
      merged: merged.size,
      differing,
      parts,
      removal: removal ?? null,
      dryRun,
    })
    return
  }
  out.line(
    dryRun
      ? say`${out.bold(config.index)}: would remove ${removals.length} of ${documents} documents, `
      : say`${out.bold(config.index)}: removed ${removals.length} of ${documents} documents, `,
    say`copies of ${groups} that stay${merged.size > 0 ? say`, ${merged.size} with merged metadata` : ''}`,
  )
  for (const [field, count] of Object.entries(differing))
    out.line(say`  ${count} of them had another ${field} than the document that stays`)
  if (parts > 0) out.line(say`  ${parts} passages are parts of longer documents, and stay`)
  if (list !== undefined) out.line(say`  ${list} lists them`)
  if (removal !== undefined) out.line(say`  anlam undo ${removal} --index ${config.index} brings them back`)
}
