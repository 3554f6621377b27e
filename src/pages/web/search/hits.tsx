import { useState } from 'preact/hooks'
import type { Weight } from '../../../analysis/explain.js'
import type { ApiHit } from '../../../client/client.js'
import { Text } from '../../shared/text.js'
import { Problem } from '../problem.js'
import { useAction } from '../store/action.js'
import { useAsked } from '../store/asked.js'
import { useShared } from '../store/shared.js'

/** Metadata values of this length or more are not offered as filters. */
const LONGEST_VALUE = 40

export interface HitsProps {
  hits: readonly ApiHit[]
  /** The text that the hits are compared with. */
  query: string
}

export function Hits({ hits, query }: HitsProps) {
  return (
    <ol class="hits">
      {hits.map(hit => (
        <HitRow key={hit.id} hit={hit} query={query} />
      ))}
    </ol>
  )
}

function HitRow({ hit, query }: { hit: ApiHit; query: string }) {
  const { client, index, about, t, go } = useShared()
  // By query, so that another query's hits are not explained unasked.
  const [explained, setExplained] = useState<string>()
  const isExplained = explained === query
  const { answer, error, isWaiting, again } = useAsked(
    isExplained ? about('explain', query, hit.text) : undefined,
    signal => client.explain(query, hit.text, index!.name, signal),
  )
  const matching = hit.highlights?.map(({ start, end }): Weight => [start, end, 1])
  const weights = answer ? answer.b.map(({ start, end, weight }): Weight => [start, end, weight]) : matching
  return (
    <li class="hit" tabIndex={-1}>
      <Worth hit={hit} />
      <div>
        {hit.title && <h3 dir="auto">{hit.title}</h3>}
        <Text text={hit.text} labels={t} {...(weights ? { weights } : {})} />
        {answer?.b.length === 0 && <p class="note">{t.tooLong}</p>}
        <Problem error={error} onAgain={again} />
        <div class="facts">
          <Facts hit={hit} />
          <span class="actions">
            <button
              type="button"
              data-key="e"
              aria-pressed={isExplained}
              aria-busy={isWaiting}
              onClick={() => setExplained(isExplained ? undefined : query)}
            >
              {isWaiting ? t.explaining : isExplained ? t.unexplain : t.explain}
            </button>
            <Copy text={hit.text} />
            <button type="button" data-key="s" id={`like-${hit.id}`} onClick={() => go({ like: hit.id })}>
              {t.similar}
            </button>
          </span>
        </div>
      </div>
    </li>
  )
}

/** Copies a text; browsers allow it on this machine and over HTTPS only. */
function Copy({ text }: { text: string }) {
  const { t } = useShared()
  const { run, result } = useAction<true>()
  if (!isSecureContext) return null
  return (
    <button
      type="button"
      data-key="c"
      onClick={() => run(() => navigator.clipboard.writeText(text).then(() => true))}
    >
      <span aria-live="polite">{result ? t.copied : t.copy}</span>
    </button>
  )
}

/** The scores of a hit. */
function Worth({ hit }: { hit: ApiHit }) {
  const { t, format, percent } = useShared()
  // BM25 has no upper bound, so there is no bar for it.
  const isBm25 = hit.highlights !== undefined && hit.cosine === undefined
  return (
    <div class="worth">
      <span class="score">{format(hit.score, 3)}</span>
      {!isBm25 && (
        <span class="meter" aria-hidden="true">
          <span style={{ width: `${Math.max(0, hit.score) * 100}%` }} />
        </span>
      )}
      {hit.rerank !== undefined && <span title={t.rerank}>{percent(hit.rerank)}</span>}
      {hit.rerank === undefined && hit.relevance !== undefined && (
        <span title={t.relevance}>{percent(hit.relevance)}</span>
      )}
      {hit.rerank === undefined && hit.relevance === undefined && hit.probability !== undefined && (
        <span title={t.probability}>{percent(hit.probability)}</span>
      )}
    </div>
  )
}

/** Where a hit is from, and what is known of it; a value is a filter. */
function Facts({ hit }: { hit: ApiHit }) {
  const { place, go, t, format } = useShared()
  return (
    <>
      {hit.kind && <span>{t.kinds[hit.kind]}</span>}
      {hit.flags?.map(flag => (
        <span class="flag" key={flag}>
          {t.flags[flag]}
        </span>
      ))}
      <span class="id" title={hit.source}>
        <bdi>{hit.source.split('/').at(-1)}</bdi> · <bdi>{hit.id}</bdi>
      </span>
      {hit.copies !== undefined && (
        <span title={hit.copyIds?.join('\n')}>{t.copies(format(hit.copies))}</span>
      )}
      {Object.entries(hit.metadata)
        .filter(([, value]) => value !== null && String(value).length < LONGEST_VALUE)
        .map(([key, value]) => (
          <button
            type="button"
            class="chip"
            key={key}
            onClick={() =>
              go({ filter: { ...place.filter, [key]: String(value) }, pages: 1, like: undefined })
            }
          >
            <bdi>{key}</bdi>: <bdi>{shownValue(key, hit.metadata)}</bdi>
          </button>
        ))}
    </>
  )
}

/** A value of metadata to read: the times of a subtitle, in seconds, as minutes and seconds. */
function shownValue(key: string, metadata: ApiHit['metadata']): string {
  const value = metadata[key]
  const isTime = (key === 'start' || key === 'end') && ['start', 'end'].every(at => isSeconds(metadata[at]))
  if (!isTime || !isSeconds(value)) return String(value)
  const parts = [Math.floor(value / 3600), Math.floor(value / 60) % 60, Math.floor(value) % 60]
  const shown = parts.slice(parts[0] === 0 ? 1 : 0)
  return shown.map((part, i) => (i === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}
