import { readFileSync } from 'node:fs'
import { fold, plain } from './fold.js'
import type { GlossaryEntry } from './glossary-entry.js'
import { NameWord, type TextWord, toTextWord } from './name-forms.js'
import { tokenize } from './tokens.js'

/** Ours, CC0. */
const BUNDLED = new URL('../../../corpus/glossary.jsonl', import.meta.url)
/** Letters by which the first words of names are found. */
const BEGINNING = 3
const FIRST_WORD = /[\p{L}\p{N}]+/u
/** What may stand between two words of a term. */
const WITHIN = /^[\s\p{Pd}_/'’]*$/u

/** A term of the glossary in a text. */
export interface FoundTerm {
  /** UTF-16 offsets into the text. */
  start: number
  end: number
  /** Number of its words. */
  words: number
  /** As the glossary writes it. */
  name: string
  /** Its meanings; several if the name is ambiguous. */
  entries: readonly GlossaryEntry[]
}

/** A name of an entry. */
class Name {
  private analysed: readonly NameWord[] | undefined

  constructor(
    readonly text: string,
    readonly entry: GlossaryEntry,
  ) {}

  /** Analysed when they are first asked for: most names never are. */
  get words(): readonly NameWord[] {
    if (!this.analysed) {
      const tokens = tokenize(this.text)
      const last = tokens.length - 1
      const isAbbreviation = this.entry.abbr.includes(this.text)
      this.analysed = tokens.map(({ exact }, i) => {
        const endsCompound = i === last && i > 0
        return new NameWord(
          exact,
          isAbbreviation ? 'abbreviation' : endsCompound ? 'end of compound' : 'word',
        )
      })
    }
    return this.analysed
  }
}

/** Names that begin alike. They are made when a text has a word that begins so: most never are. */
class Beginning {
  private readonly texts: string[] = []
  private readonly entries: GlossaryEntry[] = []
  private made: readonly Name[] | undefined

  add(text: string, entry: GlossaryEntry): void {
    this.texts.push(text)
    this.entries.push(entry)
  }

  get names(): readonly Name[] {
    this.made ??= this.texts.map((text, i) => new Name(text, this.entries[i]!))
    return this.made
  }
}

/** A glossary of terms, found in texts in any inflected form, also without Turkish letters. */
export class Glossary {
  /** By the first letters of a name's first word, without Turkish letters. */
  private readonly beginnings = new Map<string, Beginning>()

  constructor(readonly entries: readonly GlossaryEntry[]) {
    /** By the first letters as written. */
    const written = new Map<string, Beginning>()
    const add = (text: string, entry: GlossaryEntry): void => {
      const letters = text.slice(0, BEGINNING)
      let beginning = written.get(letters)
      if (!beginning) {
        beginning = this.beginningOf(plain(fold(FIRST_WORD.exec(letters)?.[0] ?? '')))
        written.set(letters, beginning)
      }
      beginning.add(text, entry)
    }
    for (const entry of entries) {
      for (const name of entry.tr) add(name, entry)
      for (const name of entry.en) add(name, entry)
      for (const name of entry.abbr) add(name, entry)
    }
  }

  private beginningOf(letters: string): Beginning {
    const known = this.beginnings.get(letters)
    if (known) return known
    const beginning = new Beginning()
    this.beginnings.set(letters, beginning)
    return beginning
  }

  /** Terms in a text, in order, without overlaps; where several match, the longest, with all its meanings. */
  termsIn(text: string): FoundTerm[] {
    const tokens = tokenize(text).map(toTextWord)
    const found: FoundTerm[] = []
    for (let at = 0; at < tokens.length; ) {
      const names = this.namesAt(text, tokens, at).filter(name => speaksOf(name, text, tokens[at]!))
      const words = Math.max(0, ...names.map(name => name.words.length))
      const longest = names.filter(name => name.words.length === words)
      if (longest.length > 0)
        found.push({
          start: tokens[at]!.start,
          end: tokens[at + words - 1]!.end,
          words,
          name: longest[0]!.text,
          entries: [...new Set(longest.map(({ entry }) => entry))],
        })
      at += Math.max(1, words)
    }
    return found
  }

  /** Meanings of a text that is, as a whole, the name of a term in any form; everyday words included. */
  entriesOf(name: string): GlossaryEntry[] {
    const tokens = tokenize(name).map(toTextWord)
    if (tokens.length === 0) return []
    const whole = this.namesAt(name, tokens, 0).filter(({ words }) => words.length === tokens.length)
    return [...new Set(whole.map(({ entry }) => entry))]
  }

  /** Whether two texts are, in any form, names of one term: `LDA` equals both of its meanings. */
  areEqual(a: string, b: string): boolean {
    const entries = this.entriesOf(a)
    return entries.length > 0 && this.entriesOf(b).some(entry => entries.includes(entry))
  }

  private namesAt(text: string, tokens: readonly TextWord[], at: number): Name[] {
    const first = tokens[at]!
    const names: Name[] = []
    for (let length = 1; length <= Math.min(BEGINNING, first.plain.length); length++) {
      const list = this.beginnings.get(first.plain.slice(0, length))?.names ?? []
      names.push(...list.filter(name => standsAt(name, text, tokens, at)))
    }
    return names
  }
}

function standsAt({ words }: Name, text: string, tokens: readonly TextWord[], at: number): boolean {
  return (
    at + words.length <= tokens.length &&
    words.every(
      (word, i) =>
        word.matches(tokens[at + i]!) &&
        (i === 0 || WITHIN.test(text.slice(tokens[at + i - 1]!.end, tokens[at + i]!.start))),
    )
  )
}

/** Whether a name is no everyday word, or has capitals and is written with them. */
function speaksOf({ text: name, entry }: Name, text: string, { start }: TextWord): boolean {
  return !entry.everyday?.includes(name) || (/\p{Lu}/u.test(name) && text.startsWith(name, start))
}

let bundled: Glossary | undefined

/** The bundled glossary, read at its first use. */
export function bundledGlossary(): Glossary {
  bundled ??= new Glossary(
    JSON.parse(`[${readFileSync(BUNDLED, 'utf8').trim().replaceAll('\n', ',')}]`) as GlossaryEntry[],
  )
  return bundled
}

/** The bundled glossary with more entries; one with the id of a bundled one takes its place. */
export function glossaryWith(entries: readonly GlossaryEntry[]): Glossary {
  if (entries.length === 0) return bundledGlossary()
  const ids = new Set(entries.map(({ id }) => id))
  return new Glossary([...bundledGlossary().entries.filter(({ id }) => !ids.has(id)), ...entries])
}
