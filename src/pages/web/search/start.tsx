import type { ApiOverview } from '../../../client/client.js'
import { useShared } from '../store/shared.js'

const EXAMPLES = 3

/** What to do where nothing has been asked yet: questions, what the index is about, and what was added to it last. */
export function Start({ overview: { topics, latest } }: { overview: ApiOverview }) {
  const { go, t, percent } = useShared()
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
      {topics.length > 0 && (
        <>
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
      )}
      {latest.length > 0 && (
        <>
          <h2>{t.latest}</h2>
          <ul class="latest">
            {latest.map(({ id, text, title, source }) => (
              <li key={id}>
                <button type="button" id={`latest-${id}`} onClick={() => go({ like: id })}>
                  <span class="text line" dir="auto">
                    {title ?? text}
                  </span>
                  <bdi class="id">{source.split('/').at(-1)}</bdi>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
