import { useState } from 'preact/hooks'
import { Problem } from '../problem.js'
import { useAction } from '../store/action.js'
import { useShared } from '../store/shared.js'

/** What an index is, and how to be rid of it: its name has to be typed. */
export function AboutIndex() {
  const { client, index, scope, go, onChanged, t, format } = useShared()
  const [typed, setTyped] = useState('')
  const deleting = useAction<void>()
  const { name, documents, passages, bytes, model, recall } = index!
  const facts: [string, string][] = [
    [t.documents, format(documents)],
    [t.passages, format(passages)],
    [t.bytes, t.megabytes(format(bytes / 1e6, 1))],
    [t.model, model],
    ...(recall?.recall == null ? [] : [[t.recall, format(recall.recall, 3)] as [string, string]]),
  ]
  return (
    <>
      <h2>{t.aboutIndex}</h2>
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
      {scope === 'admin' && (
        <details>
          <summary>{t.deleteIndex}</summary>
          <form
            class="controls"
            onSubmit={event => {
              event.preventDefault()
              if (typed !== name) return
              deleting.run(async () => {
                await client.deleteIndex(name)
                go({
                  index: undefined,
                  view: 'search',
                  query: '',
                  filter: {},
                  job: undefined,
                  like: undefined,
                })
                onChanged()
              })
            }}
          >
            <label class="field grow">
              <span>{t.typeName(name)}</span>
              <input
                type="text"
                id="delete-name"
                autocomplete="off"
                value={typed}
                onInput={event => setTyped(event.currentTarget.value)}
              />
            </label>
            <button type="submit" disabled={typed !== name || deleting.isBusy}>
              {t.deleteForEver}
            </button>
          </form>
          <Problem error={deleting.error} />
        </details>
      )}
    </>
  )
}
