import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { AnlamClient, ApiAccess, ApiIndex } from '../../../client/client.js'
import { MESSAGES } from '../messages/all.js'
import type { Navigation } from './history.js'
import type { Language } from './place.js'

/** What all parts of the page share. */
export interface Shared extends Navigation {
  client: AnlamClient
  language: Language
  /** The selected index; undefined if there is none. */
  index: ApiIndex | undefined
  indexes: readonly ApiIndex[]
  scope: ApiAccess['scope']
  /** Model of the re-ranker of the server; null if it has none. */
  reranker: ApiAccess['reranker']
  /** Called after documents were indexed, or an index was created. */
  onChanged(): void
  /** Called to ask for another key. */
  onKey(): void
}

export const SharedContext = createContext<Shared>(undefined as unknown as Shared)

export function useShared() {
  const shared = useContext(SharedContext)
  const { language, index } = shared
  const format = (value: number, digits?: number): string =>
    new Intl.NumberFormat(
      language,
      digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits },
    ).format(value)
  const percent = (share: number): string =>
    new Intl.NumberFormat(language, { style: 'percent' }).format(share)
  /** A question about the selected index, whose answer changes when that is written to; undefined without one. */
  const about = (...what: unknown[]): string | undefined =>
    index && JSON.stringify([index.id, index.revision, ...what])
  return { ...shared, t: MESSAGES[language], format, percent, about }
}
