import { useEffect, useState } from 'preact/hooks'
import type { ApiJob } from '../../../client/client.js'
import { useShared } from '../store/shared.js'

/** The state of a mining job as it changes. What comes of another job is dropped. */
export function useJob(id: string): { job: ApiJob | undefined; error: unknown; again: () => void } {
  const { client } = useShared()
  const [attempt, setAttempt] = useState(0)
  const [seen, setSeen] = useState<{ key: string; job?: ApiJob; error?: unknown }>()
  const key = `${attempt} ${id}`
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    const watch = async (): Promise<void> => {
      try {
        for await (const job of client.watchJob(id, signal)) if (!signal.aborted) setSeen({ key, job })
      } catch (error) {
        if (!signal.aborted) setSeen({ key, error })
      }
    }
    void watch()
    return () => controller.abort()
  }, [client, key])
  const mine = seen?.key === key ? seen : undefined
  return { job: mine?.job, error: mine?.error, again: () => setAttempt(before => before + 1) }
}
