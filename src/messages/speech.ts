import type { ErrorCode } from '../errors.js'
import { atTerminal } from './errors.js'
import type { Language } from './language.js'
import { Keys } from './match.js'
import { Fixed, type Said, type Text, type Value } from './said.js'

/** Translations by the English text, with `{0}`, `{1}`, … in the places of values. */
export interface Catalogue {
  /** Of what is known as such where it is said: marked with `say`, or a description of the help. */
  texts: Readonly<Record<string, string>>
  /** Of what comes as one string, such as the message of an error, and is recognised. */
  messages: Readonly<Record<string, string>>
}

/** What a place for a number holds, as JavaScript writes it. */
const NUMBER = /^-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Infinity)$|^NaN$/

/** Most parts of one message that are looked at. */
const MOST_PARTS = 2000

/** A message being recognised: the parts of it that were looked at, with what is said for them. */
interface Recognition {
  messages: Catalogue['messages']
  known: Map<string, string | undefined>
}

/** Says things in a language. */
export class Speech {
  private keys?: Keys

  /** @param catalogue absent for English, in which everything is written */
  constructor(
    readonly language: Language,
    private readonly catalogue?: Catalogue,
  ) {}

  /** What is said as it stands is given back unchanged. */
  text(text: Text): string {
    return typeof text === 'string' ? text : this.said(text)
  }

  /** A whole text without values, such as a description of the help; as it is if there is no translation. */
  whole(english: string): string {
    return ownEntry(this.catalogue?.texts, english) ?? english
  }

  /** A description of the help; some hold a list, such as of formats. */
  description(english: string): string {
    const whole = this.whole(english)
    return whole === english ? (this.message(english) ?? english) : whole
  }

  /** A message that came as one string, such as an error's. @returns undefined if there is no translation */
  message(english: string): string | undefined {
    const messages = this.catalogue?.messages
    return messages ? this.recognised(english, { messages, known: new Map() }) : english
  }

  /** An error: its message, or what its code means with the message as it is. */
  error(code: ErrorCode, message: string): string {
    return this.message(message) ?? `${atTerminal[this.language][code]} (${message})`
  }

  number(value: number | Fixed): string {
    const { value: number, digits } = value instanceof Fixed ? value : { value, digits: undefined }
    if (!this.catalogue) return digits === undefined ? String(number) : number.toFixed(digits)
    const bounds =
      digits === undefined
        ? { maximumFractionDigits: 20 }
        : { minimumFractionDigits: digits, maximumFractionDigits: digits }
    return new Intl.NumberFormat(this.language, bounds).format(number)
  }

  private said(said: Said): string {
    const values = said.values.map(value => this.value(value))
    const template = ownEntry(this.catalogue?.texts, said.key) ?? said.key
    return template.replaceAll(/\{(\d+)\}/g, (_, i: string) => values[Number(i)]!)
  }

  private value(value: Value): string {
    if (typeof value === 'string') return value
    return typeof value === 'number' || value instanceof Fixed ? this.number(value) : this.said(value)
  }

  /**
   * Each part of a message is looked at once, since it can be cut in exponentially many ways; a long one that is made of many
   * parts is given up.
   */
  private recognised(english: string, recognition: Recognition): string | undefined {
    const { messages, known } = recognition
    if (known.has(english)) return known.get(english)
    if (known.size === MOST_PARTS) return undefined
    known.set(english, undefined)
    this.keys ??= new Keys(Object.keys(messages))
    for (const { key, values } of this.keys.fitting(english)) {
      const filled = this.filled(messages[key]!, values, recognition)
      if (filled === undefined) continue
      known.set(english, filled)
      return filled
    }
    return undefined
  }

  /**
   * Fills a translation: `{0}` as it is, `{0#}` as a number of the language, which it must be, `{0!}` as a message that is
   * translated, too, `{0?}` as one if it can be.
   */
  private filled(template: string, values: readonly string[], recognition: Recognition): string | undefined {
    let isWhole = true
    const text = template.replaceAll(/\{(\d+)([#!?]?)\}/g, (_, i: string, kind: string) => {
      const value = values[Number(i)]!
      if (kind === '' || value === '' || !isWhole) return value
      if (kind === '#') {
        isWhole = NUMBER.test(value)
        return this.counted(value)
      }
      const translated = this.recognised(value, recognition)
      isWhole = translated !== undefined || kind === '?'
      return translated ?? value
    })
    return isWhole ? text : undefined
  }

  private counted(value: string): string {
    if (/[^\d.-]/.test(value)) return value
    return this.number(new Fixed(Number(value), value.split('.')[1]?.length ?? 0))
  }
}

function ownEntry(entries: Readonly<Record<string, string>> | undefined, key: string): string | undefined {
  return entries && Object.hasOwn(entries, key) ? entries[key] : undefined
}

/** Loads the translations of a language. English needs none. */
export async function speechOf(language: Language): Promise<Speech> {
  if (language === 'en') return new Speech(language)
  const { turkish } = await import('./turkish/all.js')
  return new Speech(language, turkish)
}
