import { useState } from 'preact/hooks'
import type { ApiDedupe } from '../../../client/client.js'
import { Problem } from '../problem.js'
import { useAction } from '../store/action.js'
import { useShared } from '../store/shared.js'

const KEEPS = ['first', 'longest'] as const
type Keep = (typeof KEEPS)[number]

/** Exact copies of the whole index: first counted, then removed, so that it can be undone. */
export function Copies() {
  const { client, index, about, onChanged, t, format } = useShared()
  const [keep, setKeep] = useState<Keep>('first')
  const [merge, setMerge] = useState(false)
  // What was counted holds until the index changes.
  const counted = useAction<{ of: string | undefined; found: ApiDedupe }>()
  const removing = useAction<ApiDedupe>()
  const now = about('copies')
  const found = counted.result?.of === now ? counted.result?.found : undefined
  return (
    <>
      <h2>{t.copiesTitle}</h2>
      <div class="controls">
        <label class="field">
          <span>{t.keep}</span>
          <select value={keep} onChange={event => setKeep(event.currentTarget.value as Keep)}>
            {KEEPS.map(each => (
              <option key={each} value={each}>
                {t.keeps[each]}
              </option>
            ))}
          </select>
        </label>
        <label class="check">
          <input type="checkbox" checked={merge} onChange={event => setMerge(event.currentTarget.checked)} />
          {t.merge}
        </label>
        <button
          type="button"
          id="count-copies"
          disabled={counted.isBusy}
          onClick={() => {
            removing.clear()
            counted.run(async () => ({ of: now, found: await client.dedupe(index!.name, { dryRun: true }) }))
          }}
        >
          {t.countCopies}
        </button>
        {found && found.removed > 0 && (
          <button
            type="button"
            class="primary"
            disabled={removing.isBusy}
            onClick={() =>
              removing.run(async () => {
                const removed = await client.dedupe(index!.name, { keep, merge })
                onChanged()
                return removed
              })
            }
          >
            {t.removeCopies(format(found.removed))}
          </button>
        )}
      </div>
      <p class="note" role="status">
        {(counted.isBusy || removing.isBusy) && t.working}
        {found &&
          (found.removed === 0
            ? t.noCopies(format(found.documents))
            : t.foundCopies(format(found.removed), format(found.documents)))}
        {removing.result && t.removedCopies(format(removing.result.removed))}
      </p>
      <Problem error={counted.error ?? removing.error} />
    </>
  )
}
