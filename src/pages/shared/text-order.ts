/** In the order of the Turkish alphabet; letters with a circumflex stand beside those without. */
const LETTERS = 'aâbcçdefgğhıiîjklmnoöpqrsştuûüvwxyz'
/** First letters that are compared by their places; the few texts that have all of them in common, by a collator. */
const COMPARED = 128
/** Digits come before letters, other characters before both. */
const FIRST_DIGIT = 0x100
const FIRST_LETTER = 0x200

const PLACES = new Map([...LETTERS].map((letter, i) => [letter.charCodeAt(0), FIRST_LETTER + i]))
for (let digit = 0; digit < 10; digit++) PLACES.set(0x30 + digit, FIRST_DIGIT + digit)

/**
 * The place of each text in the order of the Turkish alphabet; upper and lower case are one. Of equal texts, the
 * earlier comes first. Comparing 100,000 texts with `Intl.Collator` takes seconds; here each is read once.
 */
export function textRanks(texts: readonly string[]): Uint32Array {
  const keys = texts.map(keyOf)
  const order = Uint32Array.from(texts.keys())
  const { compare } = new Intl.Collator('tr')
  order.sort((x, y) => {
    if (keys[x]! !== keys[y]!) return keys[x]! < keys[y]! ? -1 : 1
    return compare(texts[x]!, texts[y]!) || x - y
  })
  const ranks = new Uint32Array(texts.length)
  order.forEach((text, rank) => {
    ranks[text] = rank
  })
  return ranks
}

function keyOf(text: string): string {
  const beginning = text.slice(0, COMPARED).toLocaleLowerCase('tr')
  const codes = new Array<number>(beginning.length)
  for (let i = 0; i < beginning.length; i++) {
    const code = beginning.charCodeAt(i)
    // Other scripts keep their order, above all letters.
    codes[i] = PLACES.get(code) ?? (code < FIRST_DIGIT ? code : code + FIRST_LETTER)
  }
  return String.fromCharCode(...codes)
}
