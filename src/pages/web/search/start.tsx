import type { ApiOverview } from '../../../client/client.js'
import { useShared } from '../store/shared.js'

const EXAMPLES = 3

/** What to do where nothing has been asked yet: what the index is about, and questions that it can answer. */
export function Start({ topics }: { topics: ApiOverview['topics'] }) {
  const { go, t, percent } = useShared()
  if (topics.length === 0) return null
  const examples = topics.flatMap(({ example }) => (example === null ? [] : [example])).slice(0, EXAMPLES)
  const ask = (query: string): void => go({ query, pages: 1 })
  return (
    <>
      {examples.length > 0 && (
        <>
          <h2>{t.examples}</h2>
          <ul class="examples">
            {examples.map(example => (
              <li key={example}>
                <button type="button" dir="auto" onClick={() => ask(example)}>
                  {example}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>{t.topics}</h2>
      <ul class="chips">
        {topics.map(({ label, share }) => (
          <li key={label}>
            <button type="button" class="chip" onClick={() => ask(label.replaceAll(',', ''))}>
              <bdi>{label}</bdi> {percent(share)}
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
