import type { AppliedChange } from '../ingest/watch/apply-changes.js'
import { type Said, say } from '../messages/said.js'
import { leftOutOf, listed, totalOf } from './files-read.js'
import type { Output } from './output.js'

/** Says what became of files that changed while they were watched: a line for each. */
export class ChangeLog {
  private readonly total = { changes: 0, documents: 0, passages: 0, pruned: 0 }

  constructor(private readonly out: Output) {}

  readonly begin = (): void => this.out.note(say`watching for changes; Ctrl-C ends`)

  readonly add = (change: AppliedChange): void => {
    const { total, out } = this
    total.changes++
    total.documents += change.documents - change.unchanged
    total.passages += change.passages
    total.pruned += change.pruned
    const at = new Date()
    if (out.options.json) out.json({ at: at.toISOString(), ...change })
    else out.line(`${out.dim(at.toLocaleTimeString('tr-TR'))} ${lineOf(change, out)}`)
    for (const { path, warnings } of change.files)
      for (const warning of warnings) out.warn(`${path}: ${warning}`)
  }

  /** Says what has come of all changes. */
  end(): void {
    const { changes, documents, pruned } = this.total
    if (this.out.options.json) this.out.json({ ended: true, changes, documents, pruned })
    else
      this.out.line(
        say`${changes} changes followed: ${documents} documents written, ${pruned} removed; all of it is kept`,
      )
  }
}

function lineOf(change: AppliedChange, out: Output): string {
  const { path, documents, passages, unchanged, truncated, reason } = change
  if (change.change === 'failed') return out.said(say`failed ${path}: ${out.message(reason ?? '')}`)
  if (change.change === 'removed') return out.said(say`removed ${path}: ${goneOf(change, out)}`)
  const leftOut = leftOutOf(change.files)
  const parts: Said[] = [
    say`${documents} documents, ${passages} passages`,
    ...(unchanged > 0 ? [say`${unchanged} unchanged`] : []),
    ...(truncated > 0 ? [say`${truncated} truncated`] : []),
    ...(totalOf(leftOut) > 0 ? [say`words left out: ${listed(leftOut, out)}`] : []),
    ...(change.gone.length > 0 ? [goneOf(change, out)] : []),
  ]
  return `${out.message(change.change)} ${path}: ${parts.map(part => out.said(part)).join('; ')}`
}

/** Such as `3 gone (now yeni.md~1, …), removed`. */
function goneOf({ gone, pruned, reason }: AppliedChange, out: Output): Said {
  const names = gone.flatMap(({ renamedTo }) => renamedTo ?? [])
  const now = names.length > 0 ? say` (now ${names[0]!}${names.length > 1 ? ', …' : ''})` : ''
  const fate =
    pruned > 0
      ? say`removed`
      : say`kept: ${reason === undefined ? say`--prune removes them` : out.message(reason)}`
  return say`${gone.length} gone${now}, ${fate}`
}
