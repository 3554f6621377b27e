import type { ComparedFile, Comparison } from '../ingest/compare-files.js'
import { say } from '../messages/said.js'
import { listed, printGone, totalOf } from './files-read.js'
import type { Output } from './output.js'
import type { ReadingNotes } from './reading-notes.js'

/** Most files that are listed; `--json` has all. */
const LISTED = 50

/** Prints what indexing would do. */
export function printComparison(comparison: Comparison, notes: ReadingNotes, out: Output): void {
  const { index, exists, documents, passages, repaired, files, gone, ...counts } = comparison
  if (out.options.json) {
    const { skipped, repairs, skips } = notes
    out.json({
      index,
      dryRun: true,
      documents,
      passages,
      skipped,
      skips,
      repaired,
      ...counts,
      repairs,
      files,
      gone,
    })
    return
  }
  const notable = files.filter(
    file => file.new > 0 || file.changed > 0 || file.warnings.length > 0 || totalOf(file.leftOut) > 0,
  )
  for (const file of notable.slice(0, LISTED)) {
    out.line(`  ${fileLine(file, out)}`)
    for (const warning of file.warnings) out.warn(`${file.path}: ${warning}`)
  }
  if (notable.length > LISTED) out.line(say`  … ${notable.length - LISTED} more files (--json has all)`)
  printGone(gone, 0, out)
  out.line(
    say`${out.bold(index)}${exists ? '' : say` (new)`} would have ${documents} documents, ${passages} passages of these paths: `,
    say`${counts.new} new, ${counts.changed} changed, ${counts.unchanged} unchanged, skipped ${notes.skipped}`,
  )
  out.line(say`nothing was written`)
}

function fileLine({ path, words, leftOut, ...counts }: ComparedFile, out: Output): string {
  const kinds = (['new', 'changed', 'unchanged'] as const).filter(kind => counts[kind] > 0)
  const documents = kinds.map(kind => `${out.number(counts[kind])} ${out.message(kind)}`).join(', ')
  const left = totalOf(leftOut) > 0 ? say`; words left out: ${listed(leftOut, out)}` : ''
  return out.said(
    say`${path}: ${documents || say`nothing`}; ${counts.passages} passages, ${words} words${left}`,
  )
}
