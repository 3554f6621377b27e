import { useEffect, useMemo, useState } from 'preact/hooks'
import { Chart } from '../../shared/chart.js'
import { Check } from '../../shared/fields.js'
import { Problem } from '../problem.js'
import { useAsked } from '../store/asked.js'
import { useReturn } from '../store/history.js'
import { useShared } from '../store/shared.js'
import { colouringsOf } from './colourings.js'
import { mapOption } from './option.js'
import { Selection } from './selection.js'
import './map.css'

/** Hits of the present search that are looked for on the map. */
const HITS = 50
/** Where a finger is the pointer, it scrolls the page until one asks to draw. */
const HAS_FINE_POINTER = matchMedia('(pointer: fine)').matches
const BY_REGION = ''

/** Passages in two dimensions. Whatever can be selected by drawing can be selected by region, with keys alone. */
export function CorpusMap() {
  const { client, index, place, about, t, format, returning } = useShared()
  const {
    answer: map,
    error,
    isWaiting,
    again,
  } = useAsked(about('map'), signal => client.map(index!.name, signal))
  const { query, mode, filter } = place
  const { answer: hits } = useAsked(
    query ? about('hits on the map', query, mode, filter) : undefined,
    async signal => {
      const asked = { index: index!.name, ...(mode === 'hybrid' ? {} : { mode }), k: HITS, filter, signal }
      return new Set((await client.search(query, asked)).hits.map(({ id }) => id))
    },
  )
  const [selected, setSelected] = useState<readonly number[]>([])
  const [isDrawing, setDrawing] = useState(HAS_FINE_POINTER)
  const [field, setField] = useState(BY_REGION)
  useReturn(returning, !isWaiting)
  useEffect(() => setSelected([]), [map])
  const colourings = useMemo(() => (map ? colouringsOf(map.points) : []), [map])
  const colouring = colourings.find(({ name }) => name === field)
  const option = useMemo(() => map && mapOption(map, colouring, hits), [map, colouring, hits])
  const marked = map && hits ? map.points.filter(({ id }) => hits.has(id)).length : 0
  return (
    <section aria-label={t.views.map}>
      <p class="note">{t.mapNote}</p>
      {isWaiting && <Drawing />}
      <Problem error={error} onAgain={again} />
      {map && option && (
        <>
          <p class="note">
            {map.points.length < index!.passages
              ? t.mapSample(format(map.points.length), format(index!.passages))
              : t.mapWhole(format(map.points.length))}{' '}
            {t.drawNote} {hits && <span>{t.hitsOnMap(format(marked), query)}</span>}
          </p>
          <div class="controls">
            <Check label={t.draw} isChecked={isDrawing} onChange={setDrawing} />
            <label class="field">
              <span>{t.regions}</span>
              <select
                id="regions"
                value=""
                onChange={event => {
                  const region = Number(event.currentTarget.value)
                  setSelected(map.points.flatMap((point, i) => (point.region === region ? [i] : [])))
                }}
              >
                <option value="">–</option>
                {map.regions.map(({ label, points }, i) => (
                  <option key={label} value={i}>
                    {t.regionOf(label || String(i + 1), format(points))}
                  </option>
                ))}
              </select>
            </label>
            {colourings.length > 0 && (
              <label class="field">
                <span>{t.colourBy}</span>
                <select id="colours" value={field} onChange={event => setField(event.currentTarget.value)}>
                  <option value={BY_REGION}>{t.byRegion}</option>
                  {colourings.map(({ name }) => (
                    <option key={name}>{name}</option>
                  ))}
                </select>
              </label>
            )}
          </div>
          <Chart
            label={t.views.map}
            height={480}
            option={option}
            isDrawing={isDrawing}
            onSelect={points => points.length > 0 && setSelected(points)}
          />
          {colouring && (
            <ul class="legend">
              {colouring.values.map(({ value, colour }) => (
                <li key={value}>
                  <span class="dot" style={{ background: colour }} /> <bdi>{value}</bdi>
                </li>
              ))}
            </ul>
          )}
          <Selection points={selected.map(i => map.points[i]!)} onClear={() => setSelected([])} />
        </>
      )}
    </section>
  )
}

/** That the map is being drawn, and for how long. */
function Drawing() {
  const { t, format } = useShared()
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds(before => before + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  return (
    <>
      <progress aria-label={t.views.map} />
      <p class="note">{t.drawing(format(seconds))}</p>
    </>
  )
}
