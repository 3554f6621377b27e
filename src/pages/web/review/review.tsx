import { useLayoutEffect, useState } from 'preact/hooks'
import type { ApiReviewPair, ApiVerdict } from '../../../client/client.js'
import { Field } from '../../shared/fields.js'
import { Problem } from '../problem.js'
import { isField } from '../shortcuts.js'
import { useAction } from '../store/action.js'
import { useAsked } from '../store/asked.js'
import { useReturn } from '../store/history.js'
import { useShared } from '../store/shared.js'
import { Calibrate } from './calibrate.js'
import { Pair } from './pair.js'
import './review.css'

/** Pairs asked for at a time. What was decided about them says which ones tell most next. */
const ROUND = 10
/** A key for each verdict, and one to take the last back. */
const VERDICT_KEYS = { '1': 'right', '2': 'wrong', '3': 'unsure' } as const
const UNDO = 'u'
const NAME = 'anlam-name'

/** Pairs one after the other, the most telling first. A decision is in the index before the next pair is shown. */
export function Review() {
  const { client, index, place, scope, returning, t, format } = useShared()
  const [round, setRound] = useState(0)
  const [at, setAt] = useState(0)
  /** Pairs decided about since the view was opened, the latest last; and those to decide about once more. */
  const [decided, setDecided] = useState<readonly ApiReviewPair[]>([])
  const [returned, setReturned] = useState<readonly ApiReviewPair[]>([])
  const [name, setName] = useState(() => localStorage.getItem(NAME) ?? '')
  const job = place.job
  const queue = useAsked(JSON.stringify([index!.id, 'review', job, round]), signal =>
    client.nextToReview(index!.name, { limit: ROUND, ...(job ? { job } : {}), signal }),
  )
  const status = useAsked(JSON.stringify([index!.id, 'status', decided.length, round]), signal =>
    client.reviewStatus(index!.name, signal),
  )
  const action = useAction<void>()
  useReturn(returning, !queue.isWaiting)
  const pair = returned[0] ?? queue.answer?.[at]
  const decide = (verdict: ApiVerdict): void => {
    if (!pair || scope === 'read') return
    const { a, b, aId, bId, score } = pair
    action.run(async () => {
      await client.decide(index!.name, [{ a, b, aId, bId, score, verdict }], name.trim() || undefined)
      setDecided([...decided, pair])
      if (returned.length > 0) setReturned(returned.slice(1))
      else if (at + 1 < queue.answer!.length) setAt(at + 1)
      else {
        setAt(0)
        setRound(round + 1)
      }
    })
  }
  const undo = (): void => {
    const last = decided.at(-1)
    if (!last) return
    action.run(async () => {
      await client.undoDecision(index!.name, { a: last.a, b: last.b })
      setDecided(decided.slice(0, -1))
      setReturned([last, ...returned])
    })
  }
  // With what is shown: a key must not decide about the pair before.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isField(event.target)) return
      if (document.querySelector('dialog[open]')) return
      if (event.key === UNDO) undo()
      else if (event.key in VERDICT_KEYS) decide(VERDICT_KEYS[event.key as keyof typeof VERDICT_KEYS])
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
  return (
    <section aria-label={t.views.review}>
      <p class="note">{job ? t.reviewOfJob : t.reviewNote}</p>
      {scope === 'read' ? (
        <p class="note">{t.keyReads}</p>
      ) : (
        <div class="controls">
          <Field
            label={t.reviewer}
            autocomplete="name"
            value={name}
            onInput={typed => {
              setName(typed)
              localStorage.setItem(NAME, typed)
            }}
          />
        </div>
      )}
      <p class="note" role="status">
        {queue.isWaiting && t.choosing}
        {queue.answer && !pair && t.nothingToReview}
        {status.answer &&
          t.decided(
            format(status.answer.right),
            format(status.answer.wrong),
            format(status.answer.unsure),
            format(decided.length),
          )}
      </p>
      <Problem error={queue.error} onAgain={queue.again} />
      <Problem error={status.error ?? action.error} />
      {pair && (
        <Pair
          pair={pair}
          isBusy={action.isBusy}
          {...(scope === 'read' ? {} : { onVerdict: decide })}
          {...(decided.length > 0 ? { onUndo: undo } : {})}
        />
      )}
      {!pair && decided.length > 0 && (
        <button type="button" onClick={undo}>
          {t.undo}
        </button>
      )}
      <Calibrate missing={status.answer?.missing} />
    </section>
  )
}
