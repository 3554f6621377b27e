import iconv from 'iconv-lite'
import { isFunctionWord } from '../turkish/function-words.js'
import { tokenize } from '../turkish/tokens.js'

/** What was done to a text, and can be undone: UTF-8 read as another encoding, or windows-1254 read as Latin-1. */
export type Damage =
  | 'utf8-as-latin1'
  | 'utf8-as-cp1252'
  | 'utf8-as-cp1254'
  | 'utf8-as-big5'
  | 'cp1254-as-latin1'

export interface Repair {
  text: string
  /** Each kind once, in the order in which they were first undone. */
  damages: Damage[]
}

/** What the first bytes of UTF-8 become, with what a following byte becomes. */
const PAIR = /[Â-ôğ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/
const HAN = /\p{Script=Han}/u
const CHUNK = /\S+/g
const MOST_TIMES = 3

const READERS: readonly { damage: Damage; encoding: string }[] = [
  { damage: 'utf8-as-latin1', encoding: 'latin1' },
  { damage: 'utf8-as-cp1252', encoding: 'windows-1252' },
  { damage: 'utf8-as-cp1254', encoding: 'windows-1254' },
]

const windows1254 = new TextDecoder('windows-1254')
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Undoes a wrong reading of a text, line by line, only where it is certain: the bytes that the wrong reading started
 * from must be valid UTF-8 to the last one, which Turkish text in any one-byte encoding never is; or letters that Turkish
 * does not have must stand where Turkish has those that share their bytes.
 *
 * @returns undefined if there is nothing to undo
 */
export function repairMojibake(text: string): Repair | undefined {
  if (!PAIR.test(text) && !HAN.test(text) && !SHARED_BYTES.test(text)) return undefined
  const damages: Damage[] = []
  const lines = text.split('\n').map(line => {
    const repaired = repairLine(line)
    for (const damage of repaired.damages) if (!damages.includes(damage)) damages.push(damage)
    return repaired.text
  })
  return damages.length > 0 ? { text: lines.join('\n'), damages } : undefined
}

function repairLine(line: string): Repair {
  let text = line
  const damages: Damage[] = []
  for (let time = 0; time < MOST_TIMES; time++) {
    const better = undoUtf8(text)
    if (!better) break
    text = better.text
    damages.push(better.damage)
  }
  const latin = damages.length === 0 ? undoLatin1(text) : undefined
  return latin === undefined ? { text, damages } : { text: latin, damages: ['cp1254-as-latin1'] }
}

/** Whole lines where they are damaged wholly; else word by word, since other letters may stand between. */
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

/** What `byteOf` has said: a character's bytes are asked for millions of times, and there are few characters. */
const BYTES = new Map<string, Map<string, readonly number[] | undefined>>()

/** The bytes that were read as this text; undefined if they cannot have been. */
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

/** Readers leave bytes that a code page does not define as the control characters of the same number. */
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

/** What Turkish texts hold above ASCII: letters of western Europe and of Turkish, Greek, signs, pictures. */
const EXPECTED =
  /^[\0-\x7f\u00a0-\u00ffğĞışŞİŠšŽžŒœŸˆ˜\u0370-\u03ff\u1e00-\u1eff\u2000-\u213f\u2190-\u2bff\u{1d400}-\u{1d7ff}\u{1f000}-\u{1faff}]*$/u

/** Whether a reading made text of what was none; what happened twice may leave the traces of the first time. */
function isText(text: string): boolean {
  const once = text.replaceAll(/[Â-ô][\x80-\xbf]{1,3}|\ufe0f/g, '')
  return EXPECTED.test(once) && /[^\0-\x7f]/.test(text)
}

/** Icelandic, Czech and other letters that texts with a real ð, ý or þ have beside them. */
const FOREIGN = /[áéíóúàèìòùäëïåæøãõñœšžčřďťňěůłąęśźżćń]/i
const TURKISH_ONLY = /[ğışĞİŞ]/
const FROM: Record<string, string> = { ð: 'ğ', ý: 'ı', þ: 'ş', Ð: 'Ğ', Ý: 'İ', Þ: 'Ş' }
const SHARED_BYTES = /[ðýþÐÝÞ]/
const ALL_SHARED_BYTES = /[ðýþÐÝÞ]/g

/**
 * Puts the six letters back that Latin-1 has others for. A line with letters of languages that own these, or with the
 * Turkish ones themselves, is left alone; so is one in which the result breaks a law of Turkish: a ğ stands after a vowel,
 * and a line has more than one sign of it.
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

/** Endings that hold one of the letters, and words that are common. */
const TURKISH_ENDING =
  /(?<=\p{L})(?:[ıI](?:n|nı|nın|na|nda|ndan|r|rlar|ğı|ğın|k|m|z|dır|lar|lı|lık|sı|p|ş|l|yla|ya)|(?:mı|tı|lı|dı)ş|ş|ğ(?:i|e|a|ı|u|ü|in|ini|inin|ine|er|iz|rı|unu?))(?!\p{L})|(?<!\p{L})(?:değil|eğer|diğer|iş|şey|şu|şekil|başka|böyle|eğitim|ağ)/u

/** Whether a line with a single sign is Turkish: by that word's ending, or by its other words unless that one is a name. */
function isTurkish(text: string, at: number): boolean {
  if (TURKISH_ENDING.test(text)) return true
  let start = at
  while (start > 0 && /\p{L}/u.test(text[start - 1]!)) start--
  return (
    !/^\p{Lu}/u.test(text.slice(start, at)) &&
    tokenize(text).some(({ exact }) => exact.length > 1 && isFunctionWord(exact))
  )
}
