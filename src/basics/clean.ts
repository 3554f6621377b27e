import { toNfc } from './document.js'

/**
 * Cleans a text as the other rooms expect it: well-formed Unicode, NFC, `\n` line ends, no NUL. Lone surrogates become
 * U+FFFD.
 */
export function cleanText(text: string): string {
  return cleanValue(text).replaceAll(/\r\n?/g, '\n')
}

/** The same for a metadata value; line ends are kept. */
export function cleanValue(value: string): string {
  return toNfc(value.toWellFormed().replaceAll('\0', ''))
}

/** Whether cleaning did more than normalise line ends, or the decoder replaced bad bytes with U+FFFD. */
export function wasRepaired(raw: string, clean: string): boolean {
  if (raw === clean) return clean.includes('\ufffd')
  return clean.includes('\ufffd') || raw.replaceAll(/\r\n?/g, '\n') !== clean
}
