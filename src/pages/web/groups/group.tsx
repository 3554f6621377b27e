import { useRef, useState } from 'preact/hooks'
import type { ApiGroup, ApiRemoval } from '../../../client/client.js'
import { Check } from '../../shared/fields.js'
import { Text } from '../../shared/text.js'
import { Problem } from '../problem.js'
import { useAction } from '../store/action.js'
import { useAsked } from '../store/asked.js'
import { useShared } from '../store/shared.js'
import { useUndo } from '../store/undo.js'
import { Tag } from '../tag.js'

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

/** Members of a group. Their texts are requested when it is opened, and again when the index changes. */
function Members({ ids, scores }: { ids: readonly string[]; scores: readonly number[] }) {
  const { client, index, about, onChanged, scope, t, format } = useShared()
  const shown = ids.slice(0, MAX_MEMBERS)
  const { answer, error, isWaiting, again } = useAsked(about('members', shown), signal =>
    client.passages(shown, index!.name, signal),
  )
  // What is known stays while it is asked for again.
  const known = useRef(answer)
  known.current = answer ?? known.current
  const passages = known.current
  const [merge, setMerge] = useState(false)
  const removing = useAction<ApiRemoval>()
  const undoing = useUndo(removing.clear)
  const left = passages ? shown.filter((_, i) => passages[i] !== null) : []
  const keepOnly = (keep: string): void =>
    removing.run(async () => {
      const remove = left.filter(id => id !== keep)
      const removal = await client.keepOne(index!.name, { keep, remove, merge })
      onChanged()
      return removal
    })
  const { result: removal } = removing
  return (
    <>
      <p class="note" role="status">
        {isWaiting && `${t.loading} `}
        {ids.length > MAX_MEMBERS && `${t.firstMembers(format(MAX_MEMBERS), format(ids.length))} `}
        {removal && `${t.removedDocuments(format(removal.documents))} `}
        {removal && (
          <button type="button" disabled={undoing.isBusy} onClick={() => undoing.undo(removal.id)}>
            {t.undo}
          </button>
        )}
      </p>
      <Problem error={error} onAgain={again} />
      <Problem error={removing.error ?? undoing.error} />
      {scope !== 'read' && left.length > 1 && (
        <div class="controls">
          <Check label={t.mergeOthers} isChecked={merge} onChange={setMerge} />
          <Tag ids={left} />
        </div>
      )}
      <ol class="members">
        {shown.map((id, i) => (
          <li key={id}>
            <span class="score">{format(scores[i]!, 3)}</span>
            <div>
              {passages?.[i] && <Text text={passages[i].text} labels={t} />}
              <bdi class={`id ${passages && !passages[i] ? 'removed' : ''}`}>{id}</bdi>
              {passages && !passages[i] && <span class="note"> {t.removedMember}</span>}
              {passages?.[i] && scope !== 'read' && left.length > 1 && (
                <button type="button" class="keep" disabled={removing.isBusy} onClick={() => keepOnly(id)}>
                  {t.keepOnly}
                </button>
              )}
            </div>
          </li>
        ))}
      </ol>
    </>
  )
}
