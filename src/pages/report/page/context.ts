import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { textRanks } from '../../shared/text-order.js'
import type { ReportData } from '../data.js'
import { type Language, MESSAGES } from './messages.js'

export const data = JSON.parse(document.getElementById('data')!.textContent) as ReportData

/** The cosine that every pair found above it is here for: higher than the threshold if the least similar were cut off. */
export const heldThreshold =
  data.summary.pairs < data.summary.pairsFound
    ? Math.max(data.summary.threshold, data.leastScore)
    : data.summary.threshold

export const LanguageContext = createContext<Language>('tr')

/** Texts and number formats of the page. */
export function useLanguage() {
  const language = useContext(LanguageContext)
  const format = (value: number, digits?: number): string =>
    new Intl.NumberFormat(
      language,
      digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits },
    ).format(value)
  const percent = (share: number): string =>
    new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share)
  return { language, t: MESSAGES[language], format, percent }
}

const PLAIN: Record<string, string> = {
  ı: 'i',
  ş: 's',
  ç: 'c',
  ğ: 'g',
  ö: 'o',
  ü: 'u',
  â: 'a',
  î: 'i',
  û: 'u',
}

/** Id of a text, with its corpus if there are two. */
export function nameOf(text: number): string {
  const { ids, corpora, provenance } = data
  return corpora ? `${provenance.corpora[corpora[text]!]} · ${ids[text]}` : ids[text]!
}

/** Folds a text for comparison with typed queries: Turkish lower case without diacritics. */
export function fold(text: string): string {
  return text.toLocaleLowerCase('tr').replaceAll(/[ışçğöüâîû]/g, letter => PLAIN[letter]!)
}

/** Folded texts, and places of the texts in the alphabet, computed on first use. */
export const foldedTexts = lazily(() => data.texts.map(fold))
export const ranksOfTexts = lazily(() => textRanks(data.texts))

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Whether a text contains all words of a query. */
export function matcher(query: string): (text: number) => boolean {
  const words = fold(query).split(/\s+/).filter(Boolean)
  if (words.length === 0) return () => true
  const texts = foldedTexts()
  return text => words.every(word => texts[text]!.includes(word))
}
