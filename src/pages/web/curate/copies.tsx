import { useState } from 'preact/hooks'
import type { ApiDedupe } from '../../../client/client.js'
import { Check, Field } from '../../shared/fields.js'
import { Text } from '../../shared/text.js'
import { Problem } from '../problem.js'
import { useAction } from '../store/action.js'
import { useShared } from '../store/shared.js'
import { useUndo } from '../store/undo.js'

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
  const [least, setLeast] = useState('')
  // What was counted holds until the index or the question changes.
  const counted = useAction<{ of: string | undefined; found: ApiDedupe }>()
  const removing = useAction<ApiDedupe>()
  const undoing = useUndo(removing.clear)
  const texts = job === undefined ? t.exactCopies : t.groupCopies
  const minScore = least === '' ? {} : { minScore: Number(least) }
  const asked = { keep, merge, ...(job === undefined ? {} : { job, ...minScore }) }
  const now = about('copies', JSON.stringify(asked))
  const found = counted.result?.of === now ? counted.result?.found : undefined
  const removal = removing.result?.removal
  const count = (): void => {
    removing.clear()
    counted.run(async () => ({
      of: now,
      found: await client.dedupe(index!.name, { ...asked, dryRun: true }),
    }))
  }
  const remove = (): void =>
    removing.run(async () => {
      const removed = await client.dedupe(index!.name, asked)
      onChanged()
      return removed
    })
  return (
    <section class="copies">
      <h2>{texts.title}</h2>
      <form
        class="controls"
        onSubmit={event => {
          event.preventDefault()
          count()
        }}
      >
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
        {job !== undefined && (
          <Field
            label={t.leastAlike}
            id="least-alike"
            type="number"
            min="-1"
            max="1"
            step="any"
            value={least}
            onInput={setLeast}
          />
        )}
        <Check label={t.merge} isChecked={merge} onChange={setMerge} />
        <button type="submit" id="count-copies" disabled={counted.isBusy}>
          {texts.count}
        </button>
        {found && found.removed > 0 && (
          <button
            type="button"
            id="remove-copies"
            class="primary"
            disabled={removing.isBusy}
            onClick={remove}
          >
            {texts.remove(format(found.removed))}
          </button>
        )}
      </form>
      <p class="note" role="status">
        {(counted.isBusy || removing.isBusy) && t.working}
        {found &&
          (found.removed === 0
            ? texts.none(format(found.documents))
            : texts.found(format(found.removed), format(found.documents)))}
        {removing.result && `${t.removedDocuments(format(removing.result.removed))} `}
        {removal && (
          <button type="button" disabled={undoing.isBusy} onClick={() => undoing.undo(removal.id)}>
            {t.undo}
          </button>
        )}
      </p>
      <Problem error={counted.error ?? removing.error ?? undoing.error} />
      {job !== undefined && found && <LeastAlike pairs={found.leastAlike} />}
    </section>
  )
}

/** What would be lost if the groups are wrong: the copies that are least like what stays for them. */
function LeastAlike({ pairs }: { pairs: ApiDedupe['leastAlike'] }) {
  const { t, format } = useShared()
  if (pairs.length === 0) return null
  return (
    <div class="card least-alike">
      <p class="note">{t.leastAlikeNote}</p>
      <ol class="members">
        {pairs.map(({ removed, text, keptText, score }) => (
          <li key={removed}>
            <span class="score">{format(score, 3)}</span>
            <div>
              <Text text={text} labels={t} />
              <span class="note">{t.keptInstead}</span>
              <Text text={keptText} labels={t} />
            </div>
          </li>
        ))}
      </ol>
    </div>
  )
}
