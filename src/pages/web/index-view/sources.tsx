import { useState } from 'preact/hooks'
import { Problem } from '../problem.js'
import { useAsked } from '../store/asked.js'
import { useShared } from '../store/shared.js'

/** Sources listed at first. */
const SHOWN = 10

/** Where the documents of an index came from. */
export function Sources() {
  const { client, index, about, t, format } = useShared()
  const [isWhole, setWhole] = useState(false)
  const { answer, error, isWaiting, again } = useAsked(about('sources'), signal =>
    client.sources(index!.name, signal),
  )
  const { sources = [], count = 0 } = answer ?? {}
  const shown = isWhole ? sources : sources.slice(0, SHOWN)
  return (
    <>
      <h2>{t.sources}</h2>
      <p class="note" role="status">
        {isWaiting && t.loading}
        {answer && t.sourceCount(format(count))}
      </p>
      <Problem error={error} onAgain={again} />
      {shown.length > 0 && (
        <div class="wide">
          <table class="sources">
            <thead>
              <tr>
                <th scope="col">{t.source}</th>
                <th scope="col">{t.documents}</th>
                <th scope="col">{t.passages}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ source, documents, passages }) => (
                <tr key={source}>
                  <th scope="row">
                    <bdi>{source}</bdi>
                  </th>
                  <td>{format(documents)}</td>
                  <td>{format(passages)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {sources.length > SHOWN && (
        <button type="button" class="whole" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? t.showLess : t.showAll}
        </button>
      )}
    </>
  )
}
