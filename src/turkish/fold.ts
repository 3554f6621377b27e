import { normalForm } from '../basics/normal-form.js'

/** Marks that are written over letters; what is left of them after NFKC belongs to no Turkish letter. */
const MARKS = /[\u0300-\u036f]/g

const ASCII = /^[\0-\x7f]*$/
/** What folding cannot change, and most words are. */
const PLAIN = /^[a-z0-9çğıöşü]*$/

/**
 * A text in small letters as Turkish has them: `I` becomes `ı` and `İ` becomes `i`, so that dotted and dotless letters
 * stay apart. Compatible forms (`ﬁ`, full-width letters) become plain ones. Folding twice changes nothing.
 */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text
  const small = normalForm(text, 'NFKC')
    .replaceAll('İ', 'i')
    .replaceAll('I', 'ı')
    // A dot that was typed apart from its letter, however often.
    .replaceAll(/ı\u0307+/g, 'i')
    .toLowerCase()
  // Small letters may have compatible forms of their own (ϲ, a final sigma).
  const folded = small.normalize('NFKC').replaceAll(/i\u0307+/g, 'i')
  return folded === text ? folded : fold(folded)
}

/** A folded text as it is typed without Turkish keys: `öğrenme` is `ogrenme`, `ışık` is `isik`, `kâr` is `kar`. */
export function plain(folded: string): string {
  if (ASCII.test(folded)) return folded
  return normalForm(folded, 'NFD').replaceAll(MARKS, '').replaceAll('ı', 'i').normalize('NFC')
}
