import { useEffect, useMemo, useState } from 'preact/hooks'
import type { ApiMap } from '../../client/client.js'
import { Chart, type ChartProps } from '../shared/chart.js'
import { hue, tooltip } from '../shared/points.js'
import { isCancelled, useShared } from './state.js'

const SHOWN = 100
const NOTHING: ApiMap = { points: [], regions: [] }

export function CorpusMap() {
  const { client, index, t, format, onError, language } = useShared()
  const [map, setMap] = useState<ApiMap>()
  const [selected, setSelected] = useState<readonly number[]>([])
  useEffect(() => {
    setMap(undefined)
    setSelected([])
    if (index === undefined) return
    const controller = new AbortController()
    client
      .map(index, controller.signal)
      .then(setMap)
      .catch(error => isCancelled(error) || onError(error))
    return () => controller.abort()
  }, [index, client])
  const { points, regions } = map ?? NOTHING
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
        seriesIndex: 0,
        throttleType: 'debounce',
        throttleDelay: 100,
      },
      tooltip: {
        confine: true,
        extraCssText: 'max-width:24rem;white-space:normal',
        formatter: ({ dataIndex }: { dataIndex: number }) => tooltip(points[dataIndex]!.text),
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
          data: points.map(({ x, y, region }) => ({
            value: [x, y],
            itemStyle: { color: hue(region), opacity: 0.6 },
          })),
        },
        {
          type: 'scatter',
          silent: true,
          symbolSize: 0,
          label: {
            show: true,
            color: colors.ink,
            textBorderColor: colors.paper,
            textBorderWidth: 4,
            fontSize: 12,
            formatter: ({ dataIndex }: { dataIndex: number }) => regions[dataIndex]!.label,
          },
          labelLayout: { hideOverlap: true },
          data: regions.map(({ x, y }) => [x, y]),
        },
      ],
    }),
    [map, language],
  )
  return (
    <section aria-label={t.map}>
      <p class="note">{t.mapNote}</p>
      {map ? (
        <Chart label={t.map} height={480} option={option} onSelect={setSelected} />
      ) : (
        <p role="status">{index !== undefined && t.drawing}</p>
      )}
      <p class="note" role="status">
        {selected.length > 0 && t.selected(format(selected.length))}
      </p>
      {map && (
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
