/** More than 30 marks on one letter, the limit of Unicode's stream-safe text format (UAX #15, D3). */
const STACK = /(\p{M}{30})\p{M}+/gu

type Form = 'NFC' | 'NFD' | 'NFKC'

/**
 * Normalises a text to one of Unicode's normal forms. Only the first 30 marks on a letter are kept: no language has
 * more, and sorting a hundred thousand takes minutes.
 */
export function normalForm(text: string, form: Form): string {
  return text.replace(STACK, '$1').normalize(form)
}
