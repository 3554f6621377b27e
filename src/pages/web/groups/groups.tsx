import { useEffect, useState } from 'preact/hooks'
import { ApiError, type ApiGroup, type ApiJob } from '../../../client/client.js'
import { Field } from '../../shared/fields.js'
import { Copies } from '../curate/copies.js'
import { HandOn } from '../hand-on.js'
import { More } from '../more.js'
import { Problem } from '../problem.js'
import { useAction } from '../store/action.js'
import { MOST_ROWS, useAskedPages } from '../store/asked.js'
import { useReturn } from '../store/history.js'
import { useShared } from '../store/shared.js'
import { Group } from './group.js'
import { useJob } from './job.js'
import './groups.css'

const PAGE = 50

export function Groups() {
  const { place, scope, t } = useShared()
  return (
    <section aria-label={t.views.groups}>
      <p class="note">{t.groupsNote}</p>
      {scope === 'read' ? <p class="note">{t.keyReads}</p> : <Find />}
      {place.job !== undefined && <Found key={place.job} id={place.job} />}
    </section>
  )
}

/** Starts a job, whose id is then part of the place. */
function Find() {
  const { client, place, go, index, t } = useShared()
  const [threshold, setThreshold] = useState(place.threshold)
  const starting = useAction<void>()
  useEffect(() => setThreshold(place.threshold), [place.threshold])
  const find = (): void =>
    starting.run(async () => {
      const job = await client.mine(index!.name, threshold === '' ? {} : { threshold: Number(threshold) })
      go({ job: job.id, threshold, pages: 1 })
    })
  return (
    <>
      <form
        class="controls"
        onSubmit={event => {
          event.preventDefault()
          find()
        }}
      >
        <Field
          label={t.threshold}
          type="number"
          min="-1"
          max="1"
          step="any"
          value={threshold}
          onInput={setThreshold}
        />
        <button type="submit" class="primary" disabled={starting.isBusy}>
          {t.find}
        </button>
      </form>
      <Problem error={starting.error} onAgain={find} />
    </>
  )
}

/** The groups of a job, or how far it is. */
function Found({ id }: { id: string }) {
  const { client, index, place, go, scope, returning, t, format } = useShared()
  const { job, error, again } = useJob(id)
  const isDone = job?.state === 'done'
  const isRunning = job?.state === 'queued' || job?.state === 'running'
  const found = useAskedPages(isDone ? id : undefined, place.pages, ({ pages, cursor }, signal) =>
    client.groups(id, { limit: Math.min(pages * PAGE, MOST_ROWS), ...(cursor ? { cursor } : {}), signal }),
  )
  useReturn(returning, found.answers.length > 0)
  const groups: ApiGroup[] = found.answers.flatMap(answer => answer.groups)
  if (error instanceof ApiError && error.code === 'not-found')
    return (
      <p class="note" role="status">
        {t.groupsGone}
      </p>
    )
  const count = format(groups.length)
  return (
    <>
      {isRunning && (
        <div class="controls">
          <progress aria-label={t.finding} {...(job.total > 0 ? { value: job.done, max: job.total } : {})} />
          {scope !== 'read' && <Cancel id={id} />}
        </div>
      )}
      <p class="note" role="status">
        {isRunning && t.finding}
        {job?.state === 'cancelled' && t.miningCancelled}
        {found.answers.length > 0 &&
          (groups.length === 0 ? t.noGroups : found.hasMore ? t.firstGroups(count) : t.foundGroups(count))}
      </p>
      <Problem error={error ?? failureOf(job)} onAgain={again} />
      {groups.length > 0 && (
        <p class="controls">
          <HandOn
            name={`${index!.name}-${t.groupsFile}`}
            ask={options => client.exportMined(id, 'groups', options)}
          />
          <button type="button" onClick={() => go({ view: 'review', pages: 1 })}>
            {t.reviewThese}
          </button>
        </p>
      )}
      {groups.length > 0 && scope !== 'read' && <Copies job={id} />}
      <ol class="list">
        {groups.map(group => (
          <Group key={group.group} group={group} />
        ))}
      </ol>
      <More found={found} />
    </>
  )
}

function Cancel({ id }: { id: string }) {
  const { client, t } = useShared()
  const { run, isBusy, error } = useAction<ApiJob>()
  return (
    <>
      <button type="button" disabled={isBusy} onClick={() => run(() => client.cancelJob(id))}>
        {t.cancel}
      </button>
      <Problem error={error} />
    </>
  )
}

function failureOf(job: ApiJob | undefined): ApiError | undefined {
  return job?.error && job.state === 'failed' ? new ApiError(job.error.code, job.error.message, 0) : undefined
}
