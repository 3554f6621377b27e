/** Marks on one letter beyond which none counts; Unicode's own limit for streams (UAX #15, D3). */
const STACK = /(\p{M}{30})\p{M}+/gu

type Form = 'NFC' | 'NFD' | 'NFKC'

/**
 * A text in one of Unicode's normal forms. Of more than 30 marks on a letter the rest is left out: no language has as
 * many, and to put a hundred thousand in their order takes minutes.
 */
export function normalForm(text: string, form: Form): string {
  return text.replace(STACK, '$1').normalize(form)
}
