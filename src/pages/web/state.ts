import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import { AnlamClient, ApiError } from '../../client/client.js'
import { type Language, MESSAGES } from './messages.js'

const KEY = 'anlam-key'
/** The server is where the page came from, which may be a path of a proxy. */
const SERVER = new URL('.', document.baseURI).href

/** What all parts of the page share. */
export interface Shared {
  client: AnlamClient
  language: Language
  /** Index that is looked at; undefined where there is none. */
  index: string | undefined
  /** Shows an error; a cancelled request is none. */
  onError(error: unknown): void
  /** Something was indexed, or made. */
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

/** A client with the key of this session, if one was given. */
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

/** A value that lags behind while it changes quickly. */
export function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
