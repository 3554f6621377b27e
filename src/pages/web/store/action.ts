import { useRef, useState } from 'preact/hooks'

/** Something that is done once it is asked for, and what has come of it. */
export interface Action<T> {
  result: T | undefined
  error: unknown
  isBusy: boolean
  /** Does it; not twice at once. */
  run(work: () => Promise<T>): void
  clear(): void
}

export function useAction<T>(): Action<T> {
  const [state, setState] = useState<{ isBusy: boolean; result?: T; error?: unknown }>({ isBusy: false })
  // Known at once, where a state is known when it is shown.
  const isBusy = useRef(false)
  const end = (now: { result?: T; error?: unknown }): void => {
    isBusy.current = false
    setState({ isBusy: false, ...now })
  }
  const run = (work: () => Promise<T>): void => {
    if (isBusy.current) return
    isBusy.current = true
    setState({ isBusy: true })
    work().then(
      result => end({ result }),
      (error: unknown) => end({ error }),
    )
  }
  return {
    result: state.result,
    error: state.error,
    isBusy: state.isBusy,
    run,
    clear: () => setState({ isBusy: false }),
  }
}
