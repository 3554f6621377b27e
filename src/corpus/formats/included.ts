/** Files named in the warning. */
const NAMED = 5

/** The warning of a document that includes other files, such as `\input{bölüm1}`; none if it includes none. */
export function warnOfIncluded(files: readonly string[]): string[] {
  if (files.length === 0) return []
  const named = files.slice(0, NAMED).join(', ')
  const listed = files.length > NAMED ? `${named} and ${files.length - NAMED} more` : named
  return [`it includes files that are not read with it, index them too: ${listed}`]
}
