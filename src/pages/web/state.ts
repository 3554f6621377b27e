import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import { AnlamClient, ApiError } from '../../client/client.js'
import { type Language, MESSAGES } from './messages.js'

const KEY = 'anlam-key'
/** URL of the server: where the page came from, including the path of a proxy. */
const SERVER = new URL('.', document.baseURI).href

/** State shared by all parts of the page. */
export interface Shared {
  client: AnlamClient
  language: Language
  /** Selected index; undefined if there is none. */
  index: string | undefined
  /** Shows an error. Not for cancelled requests. */
  onError(error: unknown): void
  /** Called after documents were indexed or an index was created. */
  onChanged(): void
}

export const SharedContext = createContext<Shared>(undefined as unknown as Shared)

export function useShared() {
  const shared = useContext(SharedContext)
  const format = (value: number, digits?: number): string =>
    new Intl.NumberFormat(
      shared.language,
      digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits },
    ).format(value)
  const percent = (share: number): string =>
    new Intl.NumberFormat(shared.language, { style: 'percent' }).format(share)
  return { ...shared, t: MESSAGES[shared.language], format, percent }
}

/** A client with the key of this session, if there is one. */
export function storedClient(): AnlamClient {
  const key = sessionStorage.getItem(KEY)
  return new AnlamClient({ url: SERVER, ...(key ? { key } : {}) })
}

export function storeKey(key: string): void {
  sessionStorage.setItem(KEY, key)
}

export function isCancelled(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

export function isDenied(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401
}

/** Debounces a value: changes once it has been stable for so many milliseconds. */
export function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
