import { useState } from 'preact/hooks'
import type { ApiDocument } from '../../../client/client.js'
import { Text } from '../../shared/text.js'
import { More } from '../more.js'
import { Problem } from '../problem.js'
import { MOST_ROWS, useAsked, useAskedPages } from '../store/asked.js'
import { useShared } from '../store/shared.js'

const PAGE = 20

/** The documents of an index in the order of their ids; each opens. */
export function Documents() {
  const { client, index, place, about, t, format } = useShared()
  const found = useAskedPages(about('documents'), place.pages, ({ pages, cursor }, signal) =>
    client.documents(index!.name, {
      limit: Math.min(pages * PAGE, MOST_ROWS),
      ...(cursor ? { cursor } : {}),
      signal,
    }),
  )
  const documents = found.answers.flatMap(answer => answer.documents)
  return (
    <>
      <h2>{t.documentsTitle}</h2>
      <p class="note" role="status">
        {found.isWaiting && t.loading}
        {found.answers.length > 0 && t.shownOf(format(documents.length), format(index!.documents))}
      </p>
      <ul class="list">
        {documents.map(document => (
          <Row key={document.id} document={document} />
        ))}
      </ul>
      <More found={found} />
    </>
  )
}

function Row({ document: { id, title, source, passages } }: { document: ApiDocument }) {
  const { t, format } = useShared()
  const [isOpen, setOpen] = useState(false)
  return (
    <li class="card">
      <details onToggle={event => setOpen(event.currentTarget.open)}>
        <summary>
          <bdi>{title ?? id}</bdi>{' '}
          <span class="id">
            {title !== undefined && (
              <>
                <bdi>{id}</bdi> ·{' '}
              </>
            )}
            <bdi>{source.split('/').at(-1)}</bdi> · {t.passageCount(format(passages))}
          </span>
        </summary>
        {isOpen && <Whole id={id} />}
      </details>
    </li>
  )
}

/** A document's passages. */
function Whole({ id }: { id: string }) {
  const { client, index, about, go, t } = useShared()
  const { answer, error, isWaiting, again } = useAsked(about('document', id), signal =>
    client.document(index!.name, id, signal),
  )
  return (
    <>
      <p class="note" role="status">
        {isWaiting && t.loading}
      </p>
      <Problem error={error} onAgain={again} />
      {answer?.passages.map(passage => (
        <div key={passage.id} class="passage">
          <Text text={passage.text} labels={t} />
          <button type="button" class="whole" onClick={() => go({ view: 'search', like: passage.id })}>
            {t.similar}
          </button>
        </div>
      ))}
    </>
  )
}
