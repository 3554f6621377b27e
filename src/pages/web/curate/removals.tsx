import { useState } from 'preact/hooks'
import type { ApiRemoval, ApiUndo } from '../../../client/client.js'
import { Text } from '../../shared/text.js'
import { Problem } from '../problem.js'
import { useAction } from '../store/action.js'
import { MOST_ROWS, useAsked, useAskedPages } from '../store/asked.js'
import { useShared } from '../store/shared.js'

const PAGE = 20

/** What was removed and can come back, the latest first. */
export function Removals() {
  const { client, index, about, t, format } = useShared()
  const { answer, error, isWaiting, again } = useAsked(about('removals'), signal =>
    client.removals(index!.name, signal),
  )
  const undone = useAction<ApiUndo>()
  const undo = (work: () => Promise<ApiUndo>): void =>
    undone.run(async () => {
      const done = await work()
      // The index has not changed if nothing came back, but the list has.
      again()
      return done
    })
  return (
    <>
      <h2>{t.removals}</h2>
      <p class="note" role="status">
        {isWaiting && t.loading}
        {answer?.length === 0 && !undone.result && t.noRemovals}
        {undone.result && undone.result.restored > 0 && t.restored(format(undone.result.restored))}
        {undone.result && undone.result.reverted > 0 && ` ${t.reverted(format(undone.result.reverted))}`}
        {undone.result &&
          undone.result.left.length > 0 &&
          ` ${t.leftAsTheyAre(format(undone.result.left.length))}`}
      </p>
      <Problem error={error ?? undone.error} onAgain={again} />
      <ol class="list">
        {answer?.map(removal => (
          <Removal key={removal.id} removal={removal} onUndo={undo} isBusy={undone.isBusy} />
        ))}
      </ol>
    </>
  )
}

interface RemovalProps {
  removal: ApiRemoval
  onUndo: (work: () => Promise<ApiUndo>) => void
  isBusy: boolean
}

function Removal({ removal: { id, at, by, documents, merged }, onUndo, isBusy }: RemovalProps) {
  const { client, index, language, onChanged, scope, t, format } = useShared()
  const [isOpen, setOpen] = useState(false)
  const when = new Date(at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <li class="card">
      {documents === 0 ? (
        <p>
          {t.tagging(format(merged), when)} {by && <bdi>{by}</bdi>}
        </p>
      ) : (
        <details onToggle={event => setOpen(event.currentTarget.open)}>
          <summary>
            {t.removal(format(documents), when)} {by && <bdi>{by}</bdi>}
          </summary>
          {isOpen && <Removed id={id} />}
        </details>
      )}
      {scope !== 'read' && (
        <button
          type="button"
          disabled={isBusy}
          onClick={() =>
            onUndo(async () => {
              const undone = await client.undoRemoval(index!.name, id)
              onChanged()
              return undone
            })
          }
        >
          {t.undo}
        </button>
      )}
    </li>
  )
}

/** The documents of a removal. */
function Removed({ id }: { id: string }) {
  const { client, index, about, t } = useShared()
  const [pages, setPages] = useState(1)
  const found = useAskedPages(about('removed', id), pages, ({ pages: wanted, cursor }, signal) =>
    client.removedDocuments(index!.name, id, {
      limit: Math.min(wanted * PAGE, MOST_ROWS),
      ...(cursor ? { cursor } : {}),
      signal,
    }),
  )
  return (
    <>
      <ul class="members">
        {found.answers.flatMap(({ documents }) =>
          documents.map(document => (
            <li key={document.id}>
              <div>
                <Text text={document.text} labels={t} />
                <span class="note">
                  <bdi>{document.id}</bdi> · {t.keptInstead} <bdi>{document.kept}</bdi>
                </span>
              </div>
            </li>
          )),
        )}
      </ul>
      <Problem error={found.error} onAgain={found.again} />
      {found.hasMore && (
        <button type="button" class="more" disabled={found.isWaiting} onClick={() => setPages(pages + 1)}>
          {t.more}
        </button>
      )}
    </>
  )
}
