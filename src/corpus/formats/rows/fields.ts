import { toNfc } from '../../../basics/document.js'
import { AnlamError } from '../../../errors.js'
import { fold } from '../../../turkish/fold.js'

/** What makes up a text. */
export interface TextSource {
  /** Positions of fields. */
  fields: readonly number[]
  /** What stands before, between and after them in a template; without one, they are joined by blank lines. */
  literals?: readonly string[]
}

/** Most names in a message. */
const NAMED = 12

/**
 * Finds a field by its name, exactly or else without regard to case, to outer white space, and to dots of `i`, which
 * change with case in some languages.
 * @throws AnlamError `invalid-input` if several names match and none exactly
 */
export function findField(names: readonly string[], wanted: string): number | undefined {
  const exact = names.indexOf(toNfc(wanted.trim()))
  if (exact >= 0) return exact
  const key = fieldKey(wanted)
  const found = names.flatMap((name, i) => (fieldKey(name) === key ? [i] : []))
  if (found.length > 1) {
    const all = found.map(i => JSON.stringify(names[i])).join(' and ')
    throw new AnlamError('invalid-input', `${JSON.stringify(wanted)} may mean ${all}: name one exactly`)
  }
  return found[0]
}

/** What names of the same field have in common. */
export function fieldKey(name: string): string {
  return fold(name.trim()).replaceAll('ı', 'i')
}

/**
 * Finds what makes up the text of rows.
 * @param wanted the name of a field; names between commas, which are joined by a blank line; or a template, such as
 * `"{title}. {text}"`. A name that a field has is a name, whatever signs are in it.
 * @returns undefined if it is the name of no field, or of several one is missing
 * @throws AnlamError `invalid-input` if a name fits several fields
 */
export function findText(names: readonly string[], wanted: string): TextSource | undefined {
  const single = findField(names, wanted)
  if (single !== undefined) return { fields: [single] }
  // Names stand at odd places.
  const pieces = wanted.split(/\{([^{}]*)\}/)
  const isTemplate = pieces.length > 1
  const wantedNames = isTemplate ? pieces.filter((_, i) => i % 2 === 1) : wanted.split(',')
  if (!isTemplate && wantedNames.length === 1) return undefined
  const fields = wantedNames.map(name => findField(names, name))
  if (!fields.every(field => field !== undefined)) return undefined
  return isTemplate ? { fields, literals: pieces.filter((_, i) => i % 2 === 0) } : { fields }
}

/** Names of fields for a message. */
export function listed(names: readonly string[]): string {
  const named = names.slice(0, NAMED).join(', ')
  return names.length > NAMED ? `${named} and ${names.length - NAMED} more` : named
}
