import { useEffect, useRef, useState } from 'preact/hooks'
import type { ApiHit, ApiSearchAnswer } from '../../client/client.js'
import { Hits } from './hits.js'
import { isCancelled, useSettled, useShared } from './state.js'

/** Milliseconds without a key press before a search starts, and least letters of a query. */
const PAUSE = 120
const MIN_LETTERS = 2
const PAGE = 10

const MODES = ['semantic', 'lexical', 'hybrid'] as const
type Mode = ApiSearchAnswer['mode']

/** Without a mode, the server searches by both, unless the query has too many words to look for. */
function chosen(mode: Mode): { mode?: Mode } {
  return mode === 'hybrid' ? {} : { mode }
}

interface Found {
  query: string
  hits: ApiHit[]
  ms: number
  nextCursor: string | null
  truncated: boolean
  confidence: ApiSearchAnswer['confidence']
}

export function Search() {
  const { client, index, t, format, onError } = useShared()
  const [query, setQuery] = useState('')
  const [mode, setMode] = useState<Mode>('hybrid')
  const [filter, setFilter] = useState<Record<string, string>>({})
  const [found, setFound] = useState<Found>()
  const [similarTo, setSimilarTo] = useState<ApiHit>()
  const box = useRef<HTMLInputElement>(null)
  const settled = useSettled(query.trim(), PAUSE)
  useEffect(() => box.current?.focus(), [])
  useEffect(() => {
    if (settled.length < MIN_LETTERS || index === undefined) {
      setFound(undefined)
      return
    }
    const controller = new AbortController()
    client
      .search(settled, {
        index,
        ...chosen(mode),
        k: PAGE,
        filter,
        collapse: true,
        signal: controller.signal,
      })
      .then(({ hits, timings, nextCursor, truncated, confidence }) =>
        setFound({ query: settled, hits, ms: timings.total, nextCursor, truncated, confidence }),
      )
      .catch(error => isCancelled(error) || onError(error))
    return () => controller.abort()
  }, [settled, index, mode, filter, client])
  const more = async (): Promise<void> => {
    if (!found?.nextCursor || index === undefined) return
    try {
      const next = await client.search(found.query, {
        index,
        ...chosen(mode),
        k: PAGE,
        filter,
        collapse: true,
        cursor: found.nextCursor,
      })
      setFound({ ...found, hits: [...found.hits, ...next.hits], nextCursor: next.nextCursor })
    } catch (error) {
      onError(error)
    }
  }
  const addFilter = (key: string, value: string): void => setFilter({ ...filter, [key]: value })
  const removeFilter = (key: string): void => {
    const { [key]: _, ...rest } = filter
    setFilter(rest)
  }
  if (similarTo)
    return <Similar hit={similarTo} onBack={() => setSimilarTo(undefined)} onSimilar={setSimilarTo} />
  return (
    <section aria-label={t.search}>
      <label class="search-box">
        <span>{t.question}</span>
        <input
          ref={box}
          type="search"
          value={query}
          placeholder={t.placeholder}
          onInput={event => setQuery(event.currentTarget.value)}
        />
      </label>
      <fieldset class="modes">
        <legend class="hidden">{t.mode}</legend>
        {MODES.map(each => (
          <label key={each}>
            <input type="radio" name="mode" checked={mode === each} onChange={() => setMode(each)} />
            {t.modes[each]}
          </label>
        ))}
        <span class="help">{t.modeHelp[mode]}</span>
      </fieldset>
      {Object.keys(filter).length > 0 && (
        <ul class="chips" aria-label={t.filters}>
          {Object.entries(filter).map(([key, value]) => (
            <li key={key}>
              <button type="button" class="chip" onClick={() => removeFilter(key)}>
                {key}: {value} <span aria-hidden="true">×</span>
                <span class="hidden">{t.remove}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <p class="note" role="status">
        {found &&
          (found.hits.length === 0 ? t.nothing : t.results(format(found.hits.length), format(found.ms, 1)))}
        {found && found.hits.length > 0 && found.confidence && ` · ${t.confidence[found.confidence]}`}
        {found?.truncated && ` · ${t.truncated}`}
      </p>
      {found && (
        <>
          <Hits hits={found.hits} query={found.query} onSimilar={setSimilarTo} onFilter={addFilter} />
          {found.nextCursor && (
            <button type="button" class="more" onClick={more}>
              {t.more}
            </button>
          )}
        </>
      )}
    </section>
  )
}

function Similar({
  hit,
  onBack,
  onSimilar,
}: {
  hit: ApiHit
  onBack: () => void
  onSimilar: (hit: ApiHit) => void
}) {
  const { client, index, t, onError } = useShared()
  const [hits, setHits] = useState<ApiHit[]>()
  useEffect(() => {
    const controller = new AbortController()
    client
      .similar(hit.id, { ...(index === undefined ? {} : { index }), k: 2 * PAGE, signal: controller.signal })
      .then(found => setHits(found.hits))
      .catch(error => isCancelled(error) || onError(error))
    return () => controller.abort()
  }, [hit.id, index])
  return (
    <section aria-label={t.similarTo}>
      <button type="button" class="more" onClick={onBack}>
        {t.back}
      </button>
      <h2>{t.similarTo}</h2>
      <blockquote class="card">{hit.text}</blockquote>
      <p class="note" role="status">
        {hits?.length === 0 && t.nothing}
      </p>
      {hits && <Hits hits={hits} query={hit.text} onSimilar={onSimilar} onFilter={onBack} />}
    </section>
  )
}
