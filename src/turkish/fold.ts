import { normalForm } from '../basics/normal-form.js'

/** Combining diacritics, which NFD separates from their letters. */
const MARKS = /[\u0300-\u036f]/g

const ASCII = /^[\0-\x7f]*$/
/** Words that folding leaves as they are. Most words are, so this check saves time. */
const PLAIN = /^[a-z0-9çğıöşü]*$/

/**
 * Lower-cases a text by Turkish rules: `I` becomes `ı` and `İ` becomes `i`, so dotted and dotless letters stay
 * distinct. Compatibility forms (`ﬁ`, full-width letters) become plain ones. Idempotent.
 */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text
  const small = normalForm(text, 'NFKC')
    .replaceAll('İ', 'i')
    .replaceAll('I', 'ı')
    // A combining dot above, possibly repeated.
    .replaceAll(/ı\u0307+/g, 'i')
    .toLowerCase()
  // Lower-case letters may have compatibility forms of their own (ϲ, final sigma).
  const folded = small.normalize('NFKC').replaceAll(/i\u0307+/g, 'i')
  return folded === text ? folded : fold(folded)
}

const CIRCUMFLEX: Record<string, string> = { â: 'a', î: 'i', û: 'u' }

/** As `fold`, and removes circumflexes, which many leave out: `kâr` → `kar`. */
export function foldCircumflexes(text: string): string {
  return fold(text).replaceAll(/[âîû]/g, letter => CIRCUMFLEX[letter]!)
}

/** Replaces Turkish letters by ASCII ones in a folded text: `öğrenme` → `ogrenme`, `ışık` → `isik`, `kâr` → `kar`. */
export function plain(folded: string): string {
  if (ASCII.test(folded)) return folded
  return normalForm(folded, 'NFD').replaceAll(MARKS, '').replaceAll('ı', 'i').normalize('NFC')
}
