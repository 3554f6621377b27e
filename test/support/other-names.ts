import { bundledGlossary, type Glossary } from '../../src/turkish/glossary.js'
import { namesOf } from '../../src/turkish/glossary-entry.js'

/** Names of a text's terms, in Turkish and English, without those that it has: `overfitting` for `aşırı öğrenme`. */
export function otherNames(text: string, glossary: Glossary = bundledGlossary()): string[] {
  const found = glossary.termsIn(text)
  const present = new Set(found.map(({ name }) => name))
  const names = found.flatMap(({ entries }) => entries.flatMap(namesOf))
  return [...new Set(names)].filter(name => !present.has(name))
}
