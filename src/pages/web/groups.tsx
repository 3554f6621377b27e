import { useEffect, useRef, useState } from 'preact/hooks'
import type { ApiGroup, ApiJob } from '../../client/client.js'
import { NextPairs } from './next-pairs.js'
import { isCancelled, useShared } from './state.js'

const PAGE = 50
/** Most members shown of a group; one request reads them all. */
const MAX_MEMBERS = 500

export function Groups() {
  const { client, index, t, format, onError } = useShared()
  const [threshold, setThreshold] = useState('')
  const [job, setJob] = useState<ApiJob>()
  const [groups, setGroups] = useState<ApiGroup[]>()
  const [cursor, setCursor] = useState<string | null>(null)
  const [opened, setOpened] = useState<Record<number, boolean>>({})
  const watching = useRef<AbortController | undefined>(undefined)
  useEffect(() => {
    setGroups(undefined)
    setJob(undefined)
    return () => watching.current?.abort()
  }, [index])
  const show = async (id: string, from?: string): Promise<void> => {
    const page = await client.groups(id, { limit: PAGE, ...(from ? { cursor: from } : {}) })
    setGroups(before => [...((from && before) || []), ...page.groups])
    setCursor(page.nextCursor)
  }
  const find = async (): Promise<void> => {
    if (index === undefined) return
    watching.current = new AbortController()
    setGroups(undefined)
    try {
      const started = await client.mine(index, threshold === '' ? {} : { threshold: Number(threshold) })
      setJob(started)
      for await (const status of client.watchJob(started.id, watching.current.signal)) {
        setJob(status)
        if (status.state === 'done') await show(status.id)
        if (status.error) onError(new Error(status.error.message))
      }
    } catch (error) {
      if (!isCancelled(error)) onError(error)
    }
  }
  const isRunning = job?.state === 'queued' || job?.state === 'running'
  return (
    <section aria-label={t.groups}>
      <p class="note">{t.groupsNote}</p>
      <form
        class="controls"
        onSubmit={event => {
          event.preventDefault()
          void find()
        }}
      >
        <label class="field">
          <span>{t.threshold}</span>
          <input
            type="number"
            min="-1"
            max="1"
            step="0.01"
            value={threshold}
            onInput={event => setThreshold(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary" disabled={isRunning || index === undefined}>
          {t.find}
        </button>
        {isRunning && (
          <button type="button" onClick={() => client.cancelJob(job.id).catch(onError)}>
            {t.cancel}
          </button>
        )}
      </form>
      {isRunning && (
        <progress aria-label={t.finding} {...(job.total > 0 ? { value: job.done, max: job.total } : {})} />
      )}
      <p class="note" role="status">
        {isRunning && t.finding}
        {groups && t.foundGroups(format(groups.length) + (cursor ? '+' : ''))}
      </p>
      {groups && (
        <ol class="list">
          {groups.map(({ group, text, members, scores }) => (
            <li class="card" key={group}>
              <details onToggle={event => setOpened({ ...opened, [group]: event.currentTarget.open })}>
                <summary>
                  <span class="size">
                    {format(members.length)} <small>{t.members}</small>
                  </span>
                  <span class="text">{text}</span>
                </summary>
                {opened[group] && <Members ids={members} scores={scores} />}
              </details>
            </li>
          ))}
        </ol>
      )}
      {cursor && job && (
        <button type="button" class="more" onClick={() => show(job.id, cursor).catch(onError)}>
          {t.more}
        </button>
      )}
      <NextPairs />
    </section>
  )
}

/** Members of a group. Their texts are requested when it is opened. */
function Members({ ids, scores }: { ids: readonly string[]; scores: readonly number[] }) {
  const { client, index, format, onError } = useShared()
  const [texts, setTexts] = useState<(string | undefined)[]>([])
  useEffect(() => {
    client
      .passages(ids.slice(0, MAX_MEMBERS), index)
      .then(passages => setTexts(passages.map(passage => passage?.text)))
      .catch(onError)
  }, [ids, index])
  return (
    <ol class="members">
      {ids.slice(0, MAX_MEMBERS).map((id, i) => (
        <li key={id}>
          <span class="score">{format(scores[i]!, 3)}</span>
          <span>
            <span class="text">{texts[i]}</span> <span class="id">{id}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}
