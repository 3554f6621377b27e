import { useState } from 'preact/hooks'
import type { ApiNextPair } from '../../../client/client.js'
import { Text } from '../../shared/text.js'
import { Problem } from '../problem.js'
import { useAsked } from '../store/asked.js'
import { useShared } from '../store/shared.js'

/** Pairs to label next, when opened: a list to read, and a file to fill in for `anlam calibrate`. */
export function NextPairs() {
  const { client, index, about, t, format } = useShared()
  const [isOpen, setOpen] = useState(false)
  const { answer, error, isWaiting, again } = useAsked(
    isOpen ? about('next pairs') : undefined,
    async signal => (await client.nextPairs(index!.name, { signal })).pairs,
  )
  return (
    <details class="card next" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{t.nextPairs}</summary>
      <p class="note">{t.nextPairsNote}</p>
      <p class="note" role="status">
        {isWaiting && t.choosing}
        {answer?.length === 0 && t.nothingToLabel}
      </p>
      <Problem error={error} onAgain={again} />
      {answer && answer.length > 0 && (
        <>
          <ol class="members">
            {answer.map(({ a, b, score }) => (
              <li key={JSON.stringify([a, b])}>
                <span class="score">{format(score, 3)}</span>
                <div>
                  <Text text={a} labels={t} />
                  <Text text={b} labels={t} />
                </div>
              </li>
            ))}
          </ol>
          <a class="button" download={`${index!.name}-${t.toLabelFile}.jsonl`} href={fileOf(answer)}>
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
