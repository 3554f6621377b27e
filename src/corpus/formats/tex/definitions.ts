/** A definition that is text, with places for its arguments between. */
export interface Definition {
  /** What stands before, between and after the arguments. */
  texts: readonly string[]
  /** What the first argument is if it is not given in brackets; absent if it stands in braces. */
  option?: string
}

/** A parameter in a definition. */
const PARAMETER = /#([1-9])/g
/** Signs of the private use area stand for parameters while a definition is read as text. */
const PLACES = 0xf700
const PLACE = /[\uf701-\uf709]/u

export function withPlaces(body: string): string {
  return body.replaceAll(PARAMETER, (_, digit: string) => String.fromCharCode(PLACES + Number(digit)))
}

/**
 * @param parameters what stands between the name and the text: `[2]`, `[2][default]`, `#1#2`
 * @param text with places for parameters
 * @returns undefined unless it holds words of its own, and each parameter once and in order
 */
export function definitionOf(parameters: string, text: string | undefined): Definition | undefined {
  const given = parameters.trim()
  const [, count, option] = /^\[([1-9])\](?:\[([^[\]]*)\])?$/.exec(given) ?? []
  const expected = count === undefined ? (given.match(PARAMETER)?.length ?? 0) : Number(count)
  if (text === undefined || (count === undefined && given.replaceAll(PARAMETER, '').trim() !== ''))
    return undefined
  const places = [...text].filter(sign => PLACE.test(sign)).map(sign => sign.charCodeAt(0) - PLACES)
  if (places.length !== expected || places.some((place, i) => place !== i + 1)) return undefined
  const texts = text.split(PLACE)
  if (![...texts, option ?? ''].some(each => /\p{L}/u.test(each))) return undefined
  return { texts, ...(option === undefined ? {} : { option }) }
}
