import { useEffect, useMemo, useState } from 'preact/hooks'
import { Chart, type ChartProps } from '../ui/chart.js'
import { isCancelled, useShared } from './state.js'

const TOOLTIP_CHARACTERS = 160
const SHOWN = 100

interface Point {
  id: string
  text: string
  x: number
  y: number
}

export function CorpusMap() {
  const { client, index, t, format, onError, language } = useShared()
  const [points, setPoints] = useState<Point[]>()
  const [selected, setSelected] = useState<readonly number[]>([])
  useEffect(() => {
    setPoints(undefined)
    setSelected([])
    if (index === undefined) return
    const controller = new AbortController()
    client
      .map(index, controller.signal)
      .then(setPoints)
      .catch(error => isCancelled(error) || onError(error))
    return () => controller.abort()
  }, [index, client])
  const option = useMemo<ChartProps['option']>(
    () => colors => ({
      grid: { left: 8, right: 8, top: 40, bottom: 8 },
      toolbox: {
        feature: { brush: { type: ['polygon', 'rect', 'clear'] } },
        iconStyle: { borderColor: colors.faint },
      },
      brush: {
        toolbox: ['polygon', 'rect', 'clear'],
        xAxisIndex: 0,
        throttleType: 'debounce',
        throttleDelay: 100,
      },
      tooltip: {
        confine: true,
        extraCssText: 'max-width:24rem;white-space:normal',
        formatter: ({ dataIndex }: { dataIndex: number }) =>
          points!
            [dataIndex]!.text.slice(0, TOOLTIP_CHARACTERS)
            .replaceAll('&', '&amp;')
            .replaceAll('<', '&lt;'),
      },
      dataZoom: [
        { type: 'inside', xAxisIndex: 0 },
        { type: 'inside', yAxisIndex: 0 },
      ],
      xAxis: { type: 'value', show: false, scale: true },
      yAxis: { type: 'value', show: false, scale: true },
      series: [
        {
          type: 'scatter',
          symbolSize: 6,
          itemStyle: { color: colors.accent, opacity: 0.7 },
          data: (points ?? []).map(({ x, y }) => [x, y]),
        },
      ],
    }),
    [points, language],
  )
  return (
    <section aria-label={t.map}>
      <p class="note">{t.mapNote}</p>
      {points ? (
        <Chart label={t.map} height={480} option={option} onSelect={setSelected} />
      ) : (
        <p role="status">{index !== undefined && t.drawing}</p>
      )}
      <p class="note" role="status">
        {selected.length > 0 && t.selected(format(selected.length))}
      </p>
      {points && (
        <ol class="list">
          {selected.slice(0, SHOWN).map(i => (
            <li class="card" key={points[i]!.id}>
              <p class="text">{points[i]!.text}</p>
              <span class="id">{points[i]!.id}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
