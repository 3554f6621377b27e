import { useEffect, useRef, useState } from 'preact/hooks'
import type { ApiSearchAnswer } from '../../../client/client.js'
import { HandOn } from '../hand-on.js'
import { Problem } from '../problem.js'
import { useAsked, useAskedPages } from '../store/asked.js'
import { useReturn } from '../store/history.js'
import { type Bounds, MODES, type Mode, type Place } from '../store/place.js'
import { useShared } from '../store/shared.js'
import { Tag } from '../tag.js'
import { Facets } from './facets.js'
import { onHitKey } from './hit-keys.js'
import { Hits } from './hits.js'
import { Similar } from './similar.js'
import { Start } from './start.js'
import './search.css'

/** Milliseconds without a key press before a search starts, and least letters of a query. */
const PAUSE = 120
const MIN_LETTERS = 2
const PAGE = 10

export function Search() {
  const { place } = useShared()
  return place.like === undefined ? <Asking /> : <Similar id={place.like} />
}

function Asking() {
  const { client, place, go, returning, index, about, scope, t, format } = useShared()
  const { query, mode, filter, least, again, pages } = place
  const isAsked = query.length >= MIN_LETTERS
  // Searching goes on without these two: their failures are not told.
  const overview = useAsked(isAsked ? undefined : about('overview'), signal =>
    client.overview(index!.name, signal),
  )
  const fields = useAsked(about('fields'), signal => client.fields(index!.name, { signal }))
  const narrowed = useAsked(Object.keys(filter).length > 0 ? about('fields', filter) : undefined, signal =>
    client.fields(index!.name, { filter, signal }),
  )
  const found = useAskedPages<ApiSearchAnswer>(
    isAsked ? about(query, mode, filter, least, again) : undefined,
    pages,
    ({ pages: wanted, cursor }, signal) =>
      client.search(query, {
        ...searchOf(place, index!.name),
        k: wanted * PAGE,
        ...(cursor ? { cursor } : {}),
        signal,
      }),
  )
  // All give the page its height.
  useReturn(returning, ![found, fields, overview].some(({ isWaiting }) => isWaiting))
  const answers = found.answers.length > 0 ? found.answers : found.before
  const hits = answers.flatMap(answer => answer.hits)
  const isLate = found.answers.length === 0
  return (
    <section aria-label={t.views.search} onKeyDown={onHitKey}>
      <QueryBox />
      <Modes />
      <Filters />
      <Facets facets={narrowed.answer ?? fields.answer ?? []} />
      <p class="note" role="status">
        {found.answers.length > 0 && <Outcome answers={found.answers} hits={hits.length} />}
        {found.isWaiting && isLate && t.searching}
      </p>
      {!isAsked && overview.answer && <Start overview={overview.answer} />}
      {found.answers.length === 0 && <Problem error={found.error} onAgain={found.again} />}
      {answers.length > 0 && (
        // Hits of the question before stay while the next ones are on their way, but are out of reach.
        <div aria-busy={isLate} inert={isLate} class={isLate ? 'late' : ''}>
          <Hits hits={hits} query={answers[0]!.query} />
        </div>
      )}
      {hits.length > 0 && (
        <div class="controls" inert={isLate}>
          <HandOn
            name={`${index!.name}-${t.searchFile}`}
            ask={options => client.exportHits({ ...searchOf(place, index!.name), k: pages * PAGE }, options)}
          />
          {scope !== 'read' && <Tag ids={hits.map(({ id }) => id)} />}
        </div>
      )}
      {found.answers.length > 0 && <Problem error={found.error} onAgain={found.again} />}
      {found.hasMore && !isLate && found.error === undefined && (
        <button
          type="button"
          id="more"
          class="more"
          disabled={found.isWaiting}
          onClick={() => go({ pages: pages + 1 }, 'same')}
        >
          {t.more} <span class="hidden">{format(hits.length)}</span>
        </button>
      )}
    </section>
  )
}

function searchOf({ query, mode, filter, least, again }: Place, index: string) {
  return {
    query,
    index,
    // Without a mode, the server searches by both, unless the query has too many words to look for.
    ...(mode === 'hybrid' ? {} : { mode }),
    ...(least === '' ? {} : { minScore: Number(least) }),
    ...(again ? { rerank: true } : {}),
    filter,
    collapse: true,
  }
}

function QueryBox() {
  const { place, go, t } = useShared()
  const box = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(place.query)
  const sent = useRef(place.query)
  const send = (): void => {
    const query = text.trim()
    if (query === sent.current) return
    sent.current = query
    go({ query, pages: 1 }, 'typing')
  }
  useEffect(() => {
    // A place that the box did not ask for: by Back, or by a link.
    if (place.query === sent.current) return
    sent.current = place.query
    setText(place.query)
  }, [place.query])
  useEffect(() => {
    const timer = setTimeout(send, PAUSE)
    return () => clearTimeout(timer)
  }, [text])
  useEffect(() => {
    if (document.activeElement === document.body) box.current?.focus()
  }, [])
  return (
    <label class="search-box">
      <span>{t.question}</span>
      <input
        ref={box}
        id="query"
        type="search"
        dir="auto"
        value={text}
        placeholder={t.placeholder}
        onInput={event => setText(event.currentTarget.value)}
        // What is typed next is another entry of the history.
        onChange={() => {
          send()
          go({}, 'new')
        }}
      />
    </label>
  )
}

function Modes() {
  const { place, go, reranker, t } = useShared()
  return (
    <fieldset class="modes">
      <legend class="hidden">{t.mode}</legend>
      {MODES.map((each: Mode) => (
        <label key={each}>
          <input
            id={`mode-${each}`}
            type="radio"
            name="mode"
            checked={place.mode === each}
            onChange={() => go({ mode: each, pages: 1 })}
          />
          {t.modes[each]}
        </label>
      ))}
      <span class="help">{t.modeHelp[place.mode]}</span>
      {reranker !== null && (
        <label title={reranker}>
          <input
            id="again"
            type="checkbox"
            checked={place.again}
            onChange={event => go({ again: event.currentTarget.checked, pages: 1 })}
          />
          {t.lookAgain}
        </label>
      )}
    </fieldset>
  )
}

function Filters() {
  const { place, go, t } = useShared()
  const entries = Object.entries(place.filter)
  if (entries.length === 0) return null
  return (
    <ul class="chips" aria-label={t.filters}>
      {entries.map(([key, value]) => (
        <li key={key}>
          <button
            type="button"
            class="chip"
            onClick={() =>
              go({ filter: Object.fromEntries(entries.filter(([other]) => other !== key)), pages: 1 })
            }
          >
            <bdi>{key}</bdi>: <bdi>{shownCondition(value)}</bdi> <span aria-hidden="true">×</span>
            <span class="hidden">{t.remove}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** A value, or from where to where. */
function shownCondition(condition: string | Bounds): string {
  if (typeof condition === 'string') return condition
  return [condition.gte ?? '…', condition.lte ?? '…'].join(' – ')
}

/** How many hits are shown, and whether there are more; the server does not count them all. */
function Outcome({ answers, hits }: { answers: readonly ApiSearchAnswer[]; hits: number }) {
  const { t, format } = useShared()
  const { timings, confidence, truncated } = answers[0]!
  if (hits === 0) return <>{t.nothing}</>
  const say = answers.at(-1)!.nextCursor ? t.firstResults : t.allResults
  return (
    <>
      {say(format(hits), format(timings.total, 1))}
      {confidence && ` · ${t.confidence[confidence]}`}
      {truncated && ` · ${t.truncated}`}
    </>
  )
}
