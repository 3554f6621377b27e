import { useMemo, useState } from 'preact/hooks'
import { AnlamClient, type ApiAccess, ApiError, type ApiIndex } from '../../../client/client.js'
import { useAsked } from './asked.js'

const KEY = 'anlam-key'
/** URL of the server: where the page came from, including the path of a proxy. */
const SERVER = new URL('.', document.baseURI).href

interface Known {
  access: ApiAccess
  indexes: ApiIndex[]
}

/** Who uses the server, and what is there for them. */
export interface Session {
  client: AnlamClient
  /** The same client, that sends by another `fetch`. */
  clientOf(send: typeof fetch): AnlamClient
  /** Changes with the key, so that nothing is shown to one key that another one asked for. */
  number: number
  hasKey: boolean
  /** Whether the server lets nobody in without another key. */
  isDenied: boolean
  /** Undefined until they are known. */
  access?: Known['access']
  indexes?: Known['indexes']
  error: unknown
  /** Asks again for everything; for after a write, and after an error. */
  again(): void
  /** @param key undefined to forget it */
  useKey(key: string | undefined): void
}

/** The key is kept for this tab only. */
export function useSession(): Session {
  const [number, setNumber] = useState(0)
  const key = sessionStorage.getItem(KEY) ?? ''
  const options = { url: SERVER, ...(key ? { key } : {}) }
  const client = useMemo(() => new AnlamClient(options), [key])
  const [known, setKnown] = useState<Known>()
  const { error, again } = useAsked(`session ${number}`, async signal => {
    const [access, indexes] = await Promise.all([client.access(signal), client.indexes(signal)])
    if (!signal.aborted) setKnown({ access, indexes })
  })
  return {
    client,
    clientOf: send => new AnlamClient({ ...options, fetch: send }),
    number,
    hasKey: key !== '',
    isDenied: error instanceof ApiError && error.status === 401,
    // While it is asked for again, what is known stays: views would else be lost with what was typed in them.
    ...known,
    error,
    again,
    useKey: given => {
      if (given === undefined) sessionStorage.removeItem(KEY)
      else sessionStorage.setItem(KEY, given)
      setKnown(undefined)
      setNumber(number + 1)
    },
  }
}
