import iconv from 'iconv-lite'
import { isFunctionWord } from '../turkish/function-words.js'
import { tokenize } from '../turkish/tokens.js'

/** How a text was wrongly decoded, if that can be undone: UTF-8 as another encoding, or windows-1254 as Latin-1. */
export type Damage =
  | 'utf8-as-latin1'
  | 'utf8-as-cp1252'
  | 'utf8-as-cp1254'
  | 'utf8-as-big5'
  | 'cp1254-as-latin1'

export interface Repair {
  text: string
  /** Each kind once, in the order of undoing. */
  damages: Damage[]
}

/** The lead byte of a UTF-8 sequence, wrongly decoded, and a continuation byte after it. */
const PAIR = /[Â-ôğ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/
const HAN = /\p{Script=Han}/u
/** The letters that Latin-1 has at the places of Turkish ones. */
export const SHARED_BYTES = /[ðýþÐÝÞ]/
/** What any damage leaves. One expression, as every text is searched for it. */
const SUSPICIOUS = /[Â-ôğ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[ðýþÐÝÞ\p{Script=Han}]/u
const CHUNK = /\S+/g
const MAX_ROUNDS = 3

const READERS: readonly { damage: Damage; encoding: string }[] = [
  { damage: 'utf8-as-latin1', encoding: 'latin1' },
  { damage: 'utf8-as-cp1252', encoding: 'windows-1252' },
  { damage: 'utf8-as-cp1254', encoding: 'windows-1254' },
]

const windows1254 = new TextDecoder('windows-1254')
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Undoes a wrong decoding of a text, line by line, only where it is certain. Either the original bytes are valid
 * UTF-8 throughout, which Turkish text in a single-byte encoding never is; or letters foreign to Turkish stand where
 * Turkish has those with the same bytes.
 *
 * @param mayBeLatin1 whether it may be windows-1254 that was read as Latin-1
 * @returns undefined if there is nothing to undo
 */
export function repairMojibake(text: string, mayBeLatin1 = true): Repair | undefined {
  if (!SUSPICIOUS.test(text)) return undefined
  const damages: Damage[] = []
  const lines = text.split('\n').map(line => {
    const repaired = repairLine(line, mayBeLatin1)
    for (const damage of repaired.damages) if (!damages.includes(damage)) damages.push(damage)
    return repaired.text
  })
  return damages.length > 0 ? { text: lines.join('\n'), damages } : undefined
}

function repairLine(line: string, mayBeLatin1: boolean): Repair {
  let text = line
  const damages: Damage[] = []
  for (let time = 0; time < MAX_ROUNDS; time++) {
    const better = undoUtf8(text)
    if (!better) break
    text = better.text
    damages.push(better.damage)
  }
  const latin = mayBeLatin1 && damages.length === 0 ? undoLatin1(text) : undefined
  return latin === undefined ? { text, damages } : { text: latin, damages: ['cp1254-as-latin1'] }
}

/** Rereads the whole line if all of it is damaged; else word by word, since undamaged letters may stand between. */
function undoUtf8(line: string): { text: string; damage: Damage } | undefined {
  if (!PAIR.test(line) && !HAN.test(line)) return undefined
  const whole = reread(line)
  if (whole) return whole
  let damage: Damage | undefined
  const text = line.replaceAll(CHUNK, chunk => {
    const better = reread(chunk)
    damage ??= better?.damage
    return better?.text ?? chunk
  })
  return damage ? { text, damage } : undefined
}

function reread(text: string): { text: string; damage: Damage } | undefined {
  const readers = HAN.test(text) ? [{ damage: 'utf8-as-big5', encoding: 'big5hkscs' } as const] : READERS
  for (const { damage, encoding } of readers) {
    const better = decodeStrictly(bytesOf(text, encoding))
    if (better !== undefined && better !== text && isText(better)) return { text: better, damage }
  }
  return undefined
}

/** Caches `byteOf`: it is called millions of times for few distinct characters. */
const BYTES = new Map<string, Map<string, readonly number[] | undefined>>()

/** The bytes that were decoded to this text; undefined if no bytes could have been. */
function bytesOf(text: string, encoding: string): Buffer | undefined {
  if (encoding === 'latin1') return /^[\0-\xff]*$/.test(text) ? Buffer.from(text, 'latin1') : undefined
  const known = BYTES.get(encoding) ?? new Map<string, readonly number[] | undefined>()
  BYTES.set(encoding, known)
  const all: number[] = []
  for (const character of text) {
    let bytes = known.get(character)
    if (!bytes && !known.has(character)) {
      bytes = byteOf(character, encoding)
      known.set(character, bytes)
    }
    if (!bytes) return undefined
    for (const byte of bytes) all.push(byte)
  }
  return Buffer.from(all)
}

/** Decoders map bytes that a code page does not define to the control characters of the same number. */
function byteOf(character: string, encoding: string): readonly number[] | undefined {
  const code = character.codePointAt(0)!
  if (code < 0x80) return [code]
  const bytes = iconv.encode(character, encoding)
  if (iconv.decode(bytes, encoding) === character) return [...bytes]
  return code <= 0x9f ? [code] : undefined
}

function decodeStrictly(bytes: Buffer | undefined): string | undefined {
  if (!bytes) return undefined
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}

/** Characters to expect in Turkish text: Western European and Turkish letters, Greek, symbols, emoji. */
const EXPECTED =
  /^[\0-\x7f\u00a0-\u00ffğĞışŞİŠšŽžŒœŸˆ˜\u0370-\u03ff\u1e00-\u1eff\u2000-\u213f\u2190-\u2bff\u{1d400}-\u{1d7ff}\u{1f000}-\u{1faff}]*$/u

/** Whether rereading produced plausible text. After double damage, traces of the first may be left. */
function isText(text: string): boolean {
  const once = text.replaceAll(/[Â-ô][\x80-\xbf]{1,3}|\ufe0f/g, '')
  return EXPECTED.test(once) && /[^\0-\x7f]/.test(text)
}

/** Icelandic, Czech and other letters that occur in texts with a genuine ð, ý or þ. */
const FOREIGN = /[áéíóúàèìòùäëïåæøãõñœšžčřďťňěůłąęśźżćń]/i
const TURKISH_ONLY = /[ğışĞİŞ]/
const FROM: Record<string, string> = { ð: 'ğ', ý: 'ı', þ: 'ş', Ð: 'Ğ', Ý: 'İ', Þ: 'Ş' }
const ALL_SHARED_BYTES = /[ðýþÐÝÞ]/g

/**
 * Restores the six Turkish letters whose bytes Latin-1 assigns to others. Leaves a line alone if it has letters of
 * languages that use these, or the Turkish letters themselves, or if the result would break a rule of Turkish
 * spelling: ğ only follows a vowel. A line with a single such letter must look Turkish (see `isTurkish`).
 */
function undoLatin1(line: string): string | undefined {
  const signs = line.match(ALL_SHARED_BYTES) ?? []
  if (signs.length === 0 || FOREIGN.test(line) || TURKISH_ONLY.test(line)) return undefined
  const text = /^[\0-\xff]*$/.test(line)
    ? windows1254.decode(Buffer.from(line, 'latin1'))
    : line.replaceAll(ALL_SHARED_BYTES, letter => FROM[letter]!)
  if (/(?<![aeıioöuüâîûAEIİOÖUÜ])[ğĞ]/.test(text)) return undefined
  return signs.length > 1 || isTurkish(text, line.search(SHARED_BYTES)) ? text : undefined
}

/** Endings that contain one of the letters, and common words. */
const TURKISH_ENDING =
  /(?<=\p{L})(?:[ıI](?:n|nı|nın|na|nda|ndan|r|rlar|ğı|ğın|k|m|z|dır|lar|lı|lık|sı|p|ş|l|yla|ya)|(?:mı|tı|lı|dı)ş|ş|ğ(?:i|e|a|ı|u|ü|in|ini|inin|ine|er|iz|rı|unu?))(?!\p{L})|(?<!\p{L})(?:değil|eğer|diğer|iş|şey|şu|şekil|başka|böyle|eğitim|ağ)/u

/**
 * Whether a line with a single such letter is Turkish: by a word's ending, or by its function words unless the letter
 * is in a capitalised name.
 */
function isTurkish(text: string, at: number): boolean {
  if (TURKISH_ENDING.test(text)) return true
  let start = at
  while (start > 0 && /\p{L}/u.test(text[start - 1]!)) start--
  return (
    !/^\p{Lu}/u.test(text.slice(start, at)) &&
    tokenize(text).some(({ exact }) => exact.length > 1 && isFunctionWord(exact))
  )
}
