import type { LexicalQuery } from '../index/types.js'
import type { FoundTerm, Glossary } from '../turkish/glossary.js'
import { namesOf } from '../turkish/glossary-entry.js'

/** Most names looked for beside a query, and of one meaning of a term: each is one more phrase to look up. */
const MOST_NAMES = 32
const MOST_OF_MEANING = 8
/** Characters of a query beyond which its terms are not looked for: it has words enough. */
const LONGEST_QUERY = 400

/** The last query of each glossary: a search asks three times for the terms of its own. */
const last = new WeakMap<Glossary, { query: string; terms: readonly FoundTerm[] }>()

/** The terms of a query; none of a long one. */
export function termsOfQuery(query: string, glossary: Glossary): readonly FoundTerm[] {
  if (query.length > LONGEST_QUERY) return []
  const known = last.get(glossary)
  if (known?.query === query) return known.terms
  const terms = glossary.termsIn(query)
  last.set(glossary, { query, terms })
  return terms
}

/** Other names of the terms in a text, as parts of a query; the best of each term first. */
export function equalNames(text: string, glossary: Glossary): LexicalQuery[] {
  const found = termsOfQuery(text, glossary)
  const present = new Set(found.map(({ name }) => name))
  const names = found.flatMap(({ entries }) =>
    entries.flatMap(entry =>
      namesOf(entry)
        .filter(name => !present.has(name))
        .slice(0, MOST_OF_MEANING),
    ),
  )
  return [...new Set(names)].slice(0, MOST_NAMES).map(name => ({ name }))
}
