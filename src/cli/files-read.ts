import type { LeftOut } from '../corpus/types.js'
import type { GoneDocument } from '../ingest/gone.js'
import type { IndexedFile } from '../ingest/ingest-files.js'
import { say } from '../messages/said.js'
import type { Output } from './output.js'

/** Most files that are listed; `--json` has all. */
const LISTED = 20
/** Most warnings of a file that are printed. */
const WARNINGS = 3

/**
 * Prints what became of files: those of which words were left out or that have a warning, and what was left out of all.
 * Nothing is printed where every file was read whole.
 */
export function printFiles(files: readonly IndexedFile[], out: Output): void {
  const notable = files.filter(({ leftOut, warnings }) => warnings.length > 0 || totalOf(leftOut) > 0)
  for (const { path, documents, passages, words, leftOut, warnings } of notable.slice(0, LISTED)) {
    const left = totalOf(leftOut) > 0 ? say`; words left out: ${listed(leftOut, out)}` : ''
    out.line(say`  ${path}: ${documents} documents, ${passages} passages, ${words} words${left}`)
    for (const warning of warnings.slice(0, WARNINGS)) out.warn(`${path}: ${warning}`)
    if (warnings.length > WARNINGS)
      out.warn(say`${path}: ${warnings.length - WARNINGS} more (--json has all)`)
  }
  if (notable.length <= 1) return
  if (notable.length > LISTED) out.line(say`  … ${notable.length - LISTED} more files (--json has all)`)
  const all = leftOutOf(notable)
  if (totalOf(all) > 0) out.line(say`words left out of all files: ${listed(all, out)}`)
}

/** Prints what is in the index and not in its files any more, and what was done about it. */
export function printGone(gone: readonly GoneDocument[], pruned: number, out: Output): void {
  if (gone.length === 0) return
  for (const { id, renamedTo } of gone.slice(0, LISTED))
    out.line(renamedTo === undefined ? say`  gone: ${id}` : say`  renamed: ${id} → ${renamedTo}`)
  if (gone.length > LISTED) out.line(say`  … ${gone.length - LISTED} more (--json has all)`)
  const renamed = gone.filter(({ renamedTo }) => renamedTo !== undefined).length
  const also = renamed > 0 ? say` (${renamed} renamed)` : ''
  out.line(
    pruned > 0
      ? say`${gone.length} documents are not in their files any more${also}: removed ${pruned}`
      : say`${gone.length} documents are not in their files any more${also}, and stay in the index; --prune removes them`,
  )
}

/** What was left out of several files together. */
export function leftOutOf(files: readonly Pick<IndexedFile, 'leftOut'>[]): LeftOut {
  const all: LeftOut = {}
  for (const { leftOut } of files)
    for (const [kind, words] of Object.entries(leftOut) as [keyof LeftOut, number][])
      all[kind] = (all[kind] ?? 0) + words
  return all
}

/** Number of words left out. */
export function totalOf(leftOut: LeftOut): number {
  return Object.values(leftOut).reduce((sum, words) => sum + words, 0)
}

/** Such as `code 120, formula 14`. */
export function listed(leftOut: LeftOut, out: Output): string {
  return Object.entries(leftOut)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, words]) => `${out.message(kind)} ${out.number(words)}`)
    .join(', ')
}
