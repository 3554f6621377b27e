/** A JSON number whose digits a double cannot represent, as text. */
export class LongNumber {
  constructor(readonly text: string) {}

  /** The nearest double. */
  get nearest(): number {
    return Number(this.text)
  }

  toString(): string {
    return this.text
  }

  toJSON(): string {
    return this.text
  }
}

/** Matches text that may have a long number: sixteen digits, with or without a point, or an exponent. */
const MAY_BE_LONG = /\d[\d.]{15}|\d[eE][-+]?\d/
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y
/** Prefix of strings that stand for numbers during parsing; input cannot guess it. */
const MARK = `${crypto.randomUUID()} `

/**
 * Like `JSON.parse`, but numbers whose digits a double cannot represent (2^53 and above, long fractions, 1e999) become
 * `LongNumber`. Text without such a number costs one more scan.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  const plain: unknown = JSON.parse(text)
  if (!MAY_BE_LONG.test(text)) return plain
  const marked = markLongNumbers(text)
  if (marked === text) return plain
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? new LongNumber(value.slice(MARK.length)) : value,
  )
}

/** Replaces the long numbers of valid JSON by marked strings. */
function markLongNumbers(json: string): string {
  const pieces: string[] = []
  let kept = 0
  for (let at = 0; at < json.length; ) {
    const code = json.charCodeAt(at)
    if (code === 0x22) at = endOfString(json, at)
    else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      NUMBER.lastIndex = at
      const [number] = NUMBER.exec(json)!
      if (!keepsDigits(number)) {
        pieces.push(json.slice(kept, at), JSON.stringify(MARK + number))
        kept = at + number.length
      }
      at += number.length
    } else at++
  }
  return kept === 0 ? json : [...pieces, json.slice(kept)].join('')
}

/** Position after the closing quotation mark of the string that starts here. */
function endOfString(json: string, start: number): number {
  for (let quote = json.indexOf('"', start + 1); ; quote = json.indexOf('"', quote + 1)) {
    let before = quote
    while (json.charCodeAt(before - 1) === 0x5c) before--
    if ((quote - before) % 2 === 0) return quote + 1
  }
}

/** Whether a double keeps all digits of a number. */
function keepsDigits(number: string): boolean {
  const again = String(Number(number))
  return number === again || digitsOf(number) === digitsOf(again)
}

/** Canonical form: significant digits and the exponent of the last one. It is the same for 1.50, 15e-1 and 1.5. */
function digitsOf(number: string): string {
  const [, whole, fraction = '', exponent = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(number) ?? []
  // Infinity.
  if (whole === undefined) return number
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.length - trailingZeros(digits)
  if (significant === 0) return ''
  return `${digits.slice(0, significant)}e${Number(exponent) - fraction.length + digits.length - significant}`
}

function trailingZeros(digits: string): number {
  let count = 0
  while (digits.at(-1 - count) === '0') count++
  return count
}
