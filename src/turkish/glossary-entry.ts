import { z } from 'zod'
import { cleanString } from '../basics/json-rows.js'

/** Most names of an entry, and most characters of a name. */
const MOST_NAMES = 24
const LONGEST_NAME = 100

const name = cleanString.pipe(
  z
    .string()
    .max(LONGEST_NAME)
    .refine(text => /[\p{L}\p{N}]/u.test(text), 'a name has a letter or a digit'),
)
const names = z.array(name).max(MOST_NAMES).default([])

interface Names {
  tr: readonly string[]
  en: readonly string[]
  abbr: readonly string[]
}

/** All names of an entry: Turkish, English, then abbreviations. */
export function namesOf({ tr, en, abbr }: Names): string[] {
  return [...tr, ...en, ...abbr]
}

/**
 * A term of the field: all names of one meaning, best first. They are equal: each can stand for any other in a text.
 * What has a second meaning is a name of two entries, or one of `everyday`.
 */
export const GlossaryEntry = z
  .strictObject({
    id: name,
    tr: names,
    en: names,
    abbr: names,
    field: name.optional(),
    /** Names that are names of another entry too: `LDA`. */
    ambiguous: names.optional(),
    /**
     * Names that are everyday words too. A text that has one is not taken to speak of the term, unless it is written
     * here with capitals and there in the same way: `CAM`, but not `cam` (glass).
     */
    everyday: names.optional(),
  })
  .refine(entry => namesOf(entry).length > 0, 'an entry has a name in tr, en or abbr')
  .refine(
    entry =>
      [...(entry.ambiguous ?? []), ...(entry.everyday ?? [])].every(each => namesOf(entry).includes(each)),
    'what is ambiguous or everyday is one of the names in tr, en and abbr',
  )
export type GlossaryEntry = z.output<typeof GlossaryEntry>
