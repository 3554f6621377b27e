import { useState } from 'preact/hooks'
import type { Weight } from '../../analysis/explain.js'
import type { ApiHit } from '../../client/client.js'
import { Text } from '../shared/text.js'
import { useShared } from './state.js'

/** Metadata values of this length or more are not offered as filters. */
const LONGEST_VALUE = 40

export interface HitsProps {
  hits: readonly ApiHit[]
  /** The text that the hits are compared with. */
  query: string
  onSimilar: (hit: ApiHit) => void
  onFilter: (key: string, value: string) => void
}

export function Hits({ hits, query, onSimilar, onFilter }: HitsProps) {
  return (
    <ol class="hits">
      {hits.map(hit => (
        <HitRow key={hit.id} hit={hit} query={query} onSimilar={onSimilar} onFilter={onFilter} />
      ))}
    </ol>
  )
}

function HitRow({ hit, query, onSimilar, onFilter }: Omit<HitsProps, 'hits'> & { hit: ApiHit }) {
  const { client, index, t, format, percent, onError } = useShared()
  const [explained, setExplained] = useState<{ query: string; weights: Weight[] }>()
  const shown = explained?.query === query ? explained.weights : undefined
  const matching = hit.highlights?.map(({ start, end }): Weight => [start, end, 1])
  const weights = shown ?? matching
  const explain = async (): Promise<void> => {
    if (shown) {
      setExplained(undefined)
      return
    }
    try {
      const { b } = await client.explain(query, hit.text, index)
      setExplained({ query, weights: b.map(({ start, end, weight }) => [start, end, weight]) })
    } catch (error) {
      onError(error)
    }
  }
  const most = weights && Math.max(...weights.map(weight => weight[2]))
  // BM25 has no upper bound, so there is no bar for it.
  const isBm25 = hit.highlights !== undefined && hit.cosine === undefined
  return (
    <li class="hit">
      <div class="worth">
        <span class="score">{format(hit.score, 3)}</span>
        {!isBm25 && (
          <span class="meter" aria-hidden="true">
            <span style={{ width: `${Math.max(0, hit.score) * 100}%` }} />
          </span>
        )}
        {hit.relevance !== undefined && <span title={t.relevance}>{percent(hit.relevance)}</span>}
        {hit.relevance === undefined && hit.probability !== undefined && (
          <span title={t.probability}>{percent(hit.probability)}</span>
        )}
      </div>
      <div>
        {hit.title && <h3>{hit.title}</h3>}
        <Text text={hit.text} {...(weights && most ? { weights, most } : {})} />
        <div class="facts">
          <span class="id" title={hit.source}>
            {hit.source.split('/').at(-1)} · {hit.id}
          </span>
          {hit.copies !== undefined && (
            <span title={hit.copyIds?.join('\n')}>{t.copies(format(hit.copies))}</span>
          )}
          {Object.entries(hit.metadata)
            .filter(([, value]) => value !== null && String(value).length < LONGEST_VALUE)
            .map(([key, value]) => (
              <button type="button" class="chip" key={key} onClick={() => onFilter(key, String(value))}>
                {key}: {shownValue(key, hit.metadata)}
              </button>
            ))}
          <span class="actions">
            <button type="button" onClick={explain} aria-pressed={shown !== undefined}>
              {shown ? t.unexplain : t.explain}
            </button>
            <button type="button" onClick={() => onSimilar(hit)}>
              {t.similar}
            </button>
          </span>
        </div>
      </div>
    </li>
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
