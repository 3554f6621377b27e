import { useState } from 'preact/hooks'
import type { ApiDedupe } from '../../../client/client.js'
import { Problem } from '../problem.js'
import { useAction } from '../store/action.js'
import { useShared } from '../store/shared.js'

const KEEPS = ['first', 'longest'] as const
type Keep = (typeof KEEPS)[number]

/**
 * Copies of the whole index: first counted, then removed, so that it can be undone.
 * @param job whose groups are taken for copies; absent for exact ones
 */
export function Copies({ job }: { job?: string }) {
  const { client, index, about, onChanged, t, format } = useShared()
  const [keep, setKeep] = useState<Keep>('first')
  const [merge, setMerge] = useState(false)
  // What was counted holds until the index changes.
  const counted = useAction<{ of: string | undefined; found: ApiDedupe }>()
  const removing = useAction<ApiDedupe>()
  const undoing = useAction<void>()
  const texts = job === undefined ? t.exactCopies : t.groupCopies
  const now = about('copies', job)
  const found = counted.result?.of === now ? counted.result?.found : undefined
  const which = job === undefined ? {} : { job }
  const removal = removing.result?.removal
  return (
    <>
      <h2>{texts.title}</h2>
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
            counted.run(async () => ({
              of: now,
              found: await client.dedupe(index!.name, { ...which, dryRun: true }),
            }))
          }}
        >
          {texts.count}
        </button>
        {found && found.removed > 0 && (
          <button
            type="button"
            id="remove-copies"
            class="primary"
            disabled={removing.isBusy}
            onClick={() =>
              removing.run(async () => {
                const removed = await client.dedupe(index!.name, { ...which, keep, merge })
                onChanged()
                return removed
              })
            }
          >
            {texts.remove(format(found.removed))}
          </button>
        )}
      </div>
      <p class="note" role="status">
        {(counted.isBusy || removing.isBusy) && t.working}
        {found &&
          (found.removed === 0
            ? texts.none(format(found.documents))
            : texts.found(format(found.removed), format(found.documents)))}
        {removing.result && t.removedDocuments(format(removing.result.removed))}{' '}
        {removal && (
          <button
            type="button"
            disabled={undoing.isBusy}
            onClick={() =>
              undoing.run(async () => {
                await client.undoRemoval(index!.name, removal.id)
                removing.clear()
                onChanged()
              })
            }
          >
            {t.undo}
          </button>
        )}
      </p>
      <Problem error={counted.error ?? removing.error ?? undoing.error} />
    </>
  )
}
