import { useEffect, useState } from 'preact/hooks'
import type { ApiNextPair } from '../../client/client.js'
import { isCancelled, useShared } from './state.js'

/** Pairs to label next, when opened: a list to read, and a file to fill in for `anlam calibrate`. */
export function NextPairs() {
  const { client, index, t, format, onError } = useShared()
  const [isOpen, setOpen] = useState(false)
  const [pairs, setPairs] = useState<ApiNextPair[]>()
  useEffect(() => {
    setPairs(undefined)
    if (!isOpen || index === undefined) return
    const controller = new AbortController()
    client
      .nextPairs(index, { signal: controller.signal })
      .then(answer => setPairs(answer.pairs))
      .catch(error => isCancelled(error) || onError(error))
    return () => controller.abort()
  }, [isOpen, index, client])
  return (
    <details class="card next" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{t.nextPairs}</summary>
      <p class="note">{t.nextPairsNote}</p>
      {isOpen && !pairs && index !== undefined && <p role="status">{t.choosing}</p>}
      {pairs?.length === 0 && <p role="status">{t.nothingToLabel}</p>}
      {pairs && pairs.length > 0 && (
        <>
          <ol class="members">
            {pairs.map(({ a, b, score }) => (
              <li key={JSON.stringify([a, b])}>
                <span class="score">{format(score, 3)}</span>
                <span>
                  <span class="text">{a}</span>
                  <br />
                  <span class="text">{b}</span>
                </span>
              </li>
            ))}
          </ol>
          <a class="button" download={`${index}-etiketle.jsonl`} href={fileOf(pairs)}>
            {t.download}
          </a>
        </>
      )}
    </details>
  )
}

/** JSON lines as a link. */
function fileOf(pairs: readonly ApiNextPair[]): string {
  const lines = pairs.map(pair => `${JSON.stringify(pair)}\n`).join('')
  return `data:application/x-ndjson;charset=utf-8,${encodeURIComponent(lines)}`
}
