import { foldCircumflexes } from '../../turkish/fold.js'
import type { Word } from '../../turkish/tokens.js'

/** Number words and their values. Without `bir`, which is also the article. */
const NUMBER_WORDS: Record<string, string> = {
  sıfır: '0',
  iki: '2',
  üç: '3',
  dört: '4',
  dörd: '4',
  beş: '5',
  altı: '6',
  yedi: '7',
  sekiz: '8',
  dokuz: '9',
  on: '10',
  yirmi: '20',
  otuz: '30',
  kırk: '40',
  elli: '50',
  altmış: '60',
  yetmiş: '70',
  seksen: '80',
  doksan: '90',
  yüz: '100',
  bin: '1000',
  milyon: '1e6',
  milyar: '1e9',
  yarım: '1/2',
  yarı: '1/2',
  çeyrek: '1/4',
}
/** Suffixes of number words. With any other ending it is another word (onun, binary, yüzey). */
const ENDING =
  /^(?:|[yn]?[eaiıuü]|[sş]?er|[sş]ar|[sş]?i|[sş]ı|si|sı|[dt][ea]n?|[yn]?[ıiuü]n|[dt][ıiuü]r|[ıiuü]nc[ıiuü]|nc[ıiuü]|l[ıiuü]|l[ıiuü]k|y?ken|[ea]l?)$/

/** Units. Another unit after a number means another quantity. */
const UNIT =
  /^(?:bit|bayt|byte|kb|mb|gb|tb|kib|mib|gib|ms|milisaniye|mikrosaniye|saniye|sn|dakika|dk|saat|gün|hafta|ay$|yıl|hz|khz|mhz|ghz|mm|cm|km|metre|gram|kilo|ton|watt|derece|piksel|flop|epok|adım|katman|boyut)/

/** Number words only without suffix: `ona` is usually the pronoun, `yüzde` per cent, `altında` below. */
const BARE = /^(?:on|yüz|bin|altı|yedi|kırk|yarı)$/

const NUMERAL = /(?<![\p{L}\d.,])[-−]?\d+(?:[.,]\d+)*/gu

/** Below this overlap, a number in only one of the texts is a detail, not a contradiction. */
const ONE_SIDED_OVERLAP = 0.7
const OTHER_OVERLAP = 0.3

/** Whether two texts name different quantities, in digits or words, or in different units. */
export function numbersDiffer(
  a: { text: string; words: readonly Word[] },
  b: { text: string; words: readonly Word[] },
  overlap: number,
): boolean {
  const left = quantities(a.text, a.words)
  const right = quantities(b.text, b.words)
  if (left.join() === right.join()) return false
  return overlap >= (left.length === 0 || right.length === 0 ? ONE_SIDED_OVERLAP : OTHER_OVERLAP)
}

function quantities(text: string, words: readonly Word[]): string[] {
  const found = (foldCircumflexes(text).match(NUMERAL) ?? []).map(normalize)
  words.forEach((word, i) => {
    const value = numberWord(word.text)
    if (value !== undefined) found.push(value)
    const before = words[i - 1]?.text
    const counted = before !== undefined && (/^\d/.test(before) || numberWord(before) !== undefined)
    const unit = counted ? UNIT.exec(word.text)?.[0] : undefined
    if (unit !== undefined) found.push(unit)
  })
  return found.sort()
}

/** Makes `0,50` equal `0.5`, and `1.000` equal `1000`. */
function normalize(numeral: string): string {
  const plain = numeral.replace('−', '-').replaceAll(/\.(?=\d{3}(?:\D|$))/g, '')
  const value = Number(plain.replace(',', '.'))
  return Number.isFinite(value) ? String(value) : plain
}

function numberWord(text: string): string | undefined {
  for (let length = Math.min(text.length, 7); length >= 2; length--) {
    const value = NUMBER_WORDS[text.slice(0, length)]
    if (value === undefined) continue
    const ending = text.slice(length)
    if (ending === '' || (!BARE.test(text.slice(0, length)) && ENDING.test(ending))) return value
  }
  return undefined
}
