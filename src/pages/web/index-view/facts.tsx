import { useAsked } from '../store/asked.js'
import { useShared } from '../store/shared.js'

/** What an index is, in figures. */
export function Facts() {
  const { client, index, about, t, format } = useShared()
  // Recall is measured while one searches: what was known when the page was opened is older.
  const { answer } = useAsked(about('facts'), async signal =>
    (await client.indexes(signal)).find(({ id }) => id === index!.id),
  )
  const { name, documents, passages, removed, bytes, model, dimension, recall } = answer ?? index!
  const facts: [string, string][] = [
    [t.documents, format(documents)],
    [t.passages, format(passages)],
    ...(removed > 0 ? [[t.notYetFree, format(removed)] as [string, string]] : []),
    [t.bytes, t.megabytes(format(bytes / 1e6, 1))],
    [t.model, model],
    [t.dimension, format(dimension)],
    ...(recall?.recall == null ? [] : [[t.recall, format(recall.recall, 3)] as [string, string]]),
  ]
  return (
    <>
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <dl class="about-index">
        {facts.map(([what, value]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
