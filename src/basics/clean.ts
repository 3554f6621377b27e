import { toNfc } from './document.js'

/**
 * Text as the rest of the product may rely on it: well-formed Unicode, NFC, `\n` line ends, no NUL.
 * Lone surrogates become U+FFFD.
 */
export function cleanText(text: string): string {
  return cleanValue(text).replaceAll(/\r\n?/g, '\n')
}

/** The same for a value of metadata, whose line ends stay. */
export function cleanValue(value: string): string {
  return toNfc(value.toWellFormed().replaceAll('\0', ''))
}

/** Whether cleaning did more than unify line ends, or the decoder had already put U+FFFD for bad bytes. */
export function wasRepaired(raw: string, clean: string): boolean {
  if (raw === clean) return clean.includes('\ufffd')
  return clean.includes('\ufffd') || raw.replaceAll(/\r\n?/g, '\n') !== clean
}
