import { useState } from 'preact/hooks'

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
  const run = (work: () => Promise<T>): void => {
    if (state.isBusy) return
    setState({ isBusy: true })
    work().then(
      result => setState({ isBusy: false, result }),
      (error: unknown) => setState({ isBusy: false, error }),
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
