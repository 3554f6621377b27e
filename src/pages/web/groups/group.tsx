import { useState } from 'preact/hooks'
import type { ApiGroup } from '../../../client/client.js'
import { Text } from '../../shared/text.js'
import { Problem } from '../problem.js'
import { useAsked } from '../store/asked.js'
import { useShared } from '../store/shared.js'

/** Most members shown of a group; one request reads them all. */
const MAX_MEMBERS = 500

/** A group of paraphrases, which opens. */
export function Group({ group: { text, members, scores } }: { group: ApiGroup }) {
  const { t, format } = useShared()
  const [isOpen, setOpen] = useState(false)
  return (
    <li class="card">
      <details onToggle={event => setOpen(event.currentTarget.open)}>
        <summary>
          <span class="size">
            {format(members.length)} <small>{t.members}</small>
          </span>
          <span class="text line" dir="auto">
            {text}
          </span>
        </summary>
        {isOpen && <Members ids={members} scores={scores} />}
      </details>
    </li>
  )
}

/** Members of a group. Their texts are requested when it is opened. */
function Members({ ids, scores }: { ids: readonly string[]; scores: readonly number[] }) {
  const { client, index, about, t, format } = useShared()
  const shown = ids.slice(0, MAX_MEMBERS)
  const { answer, error, isWaiting, again } = useAsked(about('members', shown), signal =>
    client.passages(shown, index!.name, signal),
  )
  return (
    <>
      <p class="note" role="status">
        {isWaiting && t.loading}
        {ids.length > MAX_MEMBERS && t.firstMembers(format(MAX_MEMBERS), format(ids.length))}
      </p>
      <Problem error={error} onAgain={again} />
      <ol class="members">
        {shown.map((id, i) => (
          <li key={id}>
            <span class="score">{format(scores[i]!, 3)}</span>
            <div>
              {answer && <Text text={answer[i]?.text ?? '—'} labels={t} />} <bdi class="id">{id}</bdi>
            </div>
          </li>
        ))}
      </ol>
    </>
  )
}
