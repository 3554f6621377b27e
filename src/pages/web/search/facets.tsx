import { useEffect, useState } from 'preact/hooks'
import type { ApiFacet } from '../../../client/client.js'
import type { Bounds } from '../store/place.js'
import { useShared } from '../store/shared.js'

/** Most values of a field that are offered, and letters of one; how often a value comes on average at least. */
const MAX_VALUES = 12
const MAX_LETTERS = 40
const MIN_REPETITION = 3

/** What to narrow a search by: values of metadata with how many passages have each, ranges of numbers and dates, scores. */
export function Facets({ facets }: { facets: readonly ApiFacet[] }) {
  const { place, go, t } = useShared()
  const offered = facets.filter(
    facet => typeof place.filter[facet.field] !== 'string' && (tellsApart(facet) || spans(facet)),
  )
  return (
    <details class="facets">
      <summary>{t.narrow}</summary>
      <dl>
        {offered.map(facet => (
          <div key={facet.field}>
            <dt>
              <bdi>{facet.field}</bdi>
            </dt>
            <dd>
              {tellsApart(facet) && <Values facet={facet} />}
              {spans(facet) && <Range facet={facet} />}
            </dd>
          </div>
        ))}
        <div>
          <dt>{t.score}</dt>
          <dd class="range">
            <Typed
              id="least"
              type="number"
              label={t.leastScore}
              placeholder={t.leastScore}
              value={place.least}
              onDone={least => go({ least, pages: 1 })}
            />
          </dd>
        </div>
      </dl>
    </details>
  )
}

/** Names, numbers and dates of their own tell no passages apart. */
function tellsApart({ passages, distinct }: ApiFacet): boolean {
  return distinct >= 2 && distinct <= passages / MIN_REPETITION
}

function spans({ range, distinct }: ApiFacet): boolean {
  return range !== null && distinct >= 2
}

function Values({ facet: { field, values } }: { facet: ApiFacet }) {
  const { place, go, format } = useShared()
  return (
    <span class="chips">
      {values
        .filter(({ value }) => value.length <= MAX_LETTERS)
        .slice(0, MAX_VALUES)
        .map(({ value, passages }) => (
          <button
            key={value}
            type="button"
            class="chip"
            onClick={() => go({ filter: { ...place.filter, [field]: value }, pages: 1 })}
          >
            <bdi>{value}</bdi> <small>{format(passages)}</small>
          </button>
        ))}
    </span>
  )
}

function Range({ facet: { field, range } }: { facet: ApiFacet }) {
  const { place, go, t } = useShared()
  const { least, greatest } = range!
  const set = place.filter[field]
  const bounds: Bounds = typeof set === 'object' ? set : {}
  const change = (bound: keyof Bounds, value: string): void => {
    const { [bound]: _, ...other } = bounds
    const now: Bounds = value === '' ? other : { ...other, [bound]: value }
    const { [field]: __, ...others } = place.filter
    go({ filter: Object.keys(now).length === 0 ? others : { ...others, [field]: now }, pages: 1 })
  }
  const input = (bound: keyof Bounds, label: string, end: string) => (
    <Typed
      type={typeOf(least)}
      label={`${field}: ${label}`}
      placeholder={end}
      value={bounds[bound] ?? ''}
      onDone={value => change(bound, value)}
    />
  )
  return (
    <span class="range">
      {input('gte', t.from, least)} <span aria-hidden="true">–</span> {input('lte', t.upTo, greatest)}
    </span>
  )
}

interface TypedProps {
  id?: string
  type: ReturnType<typeof typeOf>
  label: string
  placeholder: string
  value: string
  onDone: (value: string) => void
}

/** A field that is said once one has typed it; answers that arrive meanwhile leave it alone. */
function Typed({ id, type, label, placeholder, value, onDone }: TypedProps) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  return (
    <input
      {...(id === undefined ? {} : { id })}
      // The types of elements want to know which.
      type={type as 'text'}
      step="any"
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onInput={event => setText(event.currentTarget.value)}
      onChange={event => onDone(event.currentTarget.value)}
    />
  )
}

/** How values are typed: numbers and whole days have fields of their own. */
function typeOf(value: string): 'number' | 'date' | 'text' {
  if (Number.isFinite(Number(value))) return 'number'
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? 'date' : 'text'
}
