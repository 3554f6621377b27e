/**
 * Letters of fonts that carry no names of letters, as TeX embeds them (Type 3 bitmaps): a text of theirs holds codes of
 * the font. Which encoding they are of is read from the codes beside letters.
 */

/** Cork encoding (T1) below space and from 0x80 to 0xbf; the letters above are those of Latin-1 but for a few. */
const CORK_LOW = '`´ˆ˜¨˝˚ˇ˘¯˙¸˛‚‹›“”„«»–—\u200b0ıȷ'
const CORK_HIGH = 'ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£'
/** The first encoding of TeX (OT1): accents and ligatures. */
const OT1_LOW = 'ΓΔΘΛΞΠΣΥΦΨΩ'
const OT1_ACCENTS = 'ıȷ`´ˇ˘¯˚¸ßæœøÆŒØ'

const CORK = new Map<string, string>([
  ...[...CORK_LOW].map((letter, code): [string, string] => [
    String.fromCharCode(code),
    letter === '\u200b' ? '' : letter,
  ]),
  ...['ff', 'fi', 'fl', 'ffi', 'ffl'].map((letters, i): [string, string] => [
    String.fromCharCode(0x1b + i),
    letters,
  ]),
  ...[...CORK_HIGH].map((letter, i): [string, string] => [String.fromCharCode(0x80 + i), letter]),
  ['\x7f', '-'],
  ['\xd7', 'Œ'],
  ['\xdf', 'SS'],
  ['\xf7', 'œ'],
  ['\xff', 'ß'],
])
const OT1 = new Map<string, string>([
  ...[...OT1_LOW].map((letter, code): [string, string] => [String.fromCharCode(code), letter]),
  ...['ff', 'fi', 'fl', 'ffi', 'ffl'].map((letters, i): [string, string] => [
    String.fromCharCode(0x0b + i),
    letters,
  ]),
  ...[...OT1_ACCENTS].map((letter, i): [string, string] => [String.fromCharCode(0x10 + i), letter]),
  ['\\', '“'],
  ['"', '”'],
  ['^', 'ˆ'],
  ['_', '˙'],
  ['{', '–'],
  ['|', '—'],
  ['}', '˝'],
  ['~', '˜'],
  ['\x7f', '¨'],
])

const CODES = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/
const CORK_SIGNS = /\p{L}[\x19§³]|[\x19§³]\p{L}|[\x87\x93\x9d]\p{Ll}/gu
const OT1_SIGNS = /\x15[gG]|\x18[sScC]|[SC]\x18|\x7f[ouOU]|_I|\p{Ll}\x10/gu
/** `m³` is no evidence by itself, `ba³la` is. */
const WITHIN_A_WORD = /\p{Ll}[§³]\p{Ll}/u

const SAMPLE = 20_000

/** The letters for the codes of a font; undefined if its texts are letters already, or nobody knows. */
export type FontCodes = ReadonlyMap<string, string>

/** Finds the fonts of a document whose texts are codes of TeX. Reads the first 20,000 characters of each font. */
export function findTexFonts(texts: Iterable<{ font: string; text: string }>): Map<string, FontCodes> {
  const samples = new Map<string, string[]>()
  const lengths = new Map<string, number>()
  for (const { font, text } of texts) {
    const length = lengths.get(font) ?? 0
    if (length > SAMPLE) continue
    lengths.set(font, length + text.length)
    const pieces = samples.get(font)
    if (pieces) pieces.push(text)
    else samples.set(font, [text])
  }
  const found = new Map<string, FontCodes>()
  const doubtful: string[] = []
  for (const [font, pieces] of samples) {
    const sample = pieces.join(' ')
    const cork = sample.match(CORK_SIGNS)?.length ?? 0
    const hasCodes = CODES.test(sample)
    const ot1 = hasCodes ? (sample.match(OT1_SIGNS)?.length ?? 0) : 0
    if (ot1 > cork) found.set(font, OT1)
    else if (cork > 0 && (hasCodes || WITHIN_A_WORD.test(sample))) found.set(font, CORK)
    else if (cork > 0) doubtful.push(font)
  }
  // A heading may hold no more than `Giri³`: what the other fonts of the document are decides.
  if ([...found.values()].includes(CORK)) for (const font of doubtful) found.set(font, CORK)
  return found
}

/** Replaces the codes of a font by letters, in time linear in the text. */
export function decodeTex(text: string, codes: FontCodes): string {
  let decoded = ''
  for (const code of text) decoded += codes.get(code) ?? code
  return decoded
}
