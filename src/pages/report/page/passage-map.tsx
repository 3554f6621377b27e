import { useMemo } from 'preact/hooks'
import { Chart, type ChartProps } from '../../shared/chart.js'
import { hue, tooltip } from '../../shared/points.js'
import { data, useLanguage } from './context.js'

const { map } = data
/** Points of the map by whether they are in a group. */
const shown = [false, true].map(grouped => [...map.text.keys()].filter(i => map.group[i]! > 0 === grouped))

/** @param onGroup called with the number of the clicked group */
export function PassageMap({ onGroup }: { onGroup: (group: number) => void }) {
  const { t, language } = useLanguage()
  const option = useMemo<ChartProps['option']>(
    () => colors => ({
      grid: { left: 8, right: 8, top: 36, bottom: 8 },
      tooltip: {
        confine: true,
        extraCssText: 'max-width:24rem;white-space:normal',
        formatter: ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) =>
          tooltip(data.texts[map.text[shown[seriesIndex]![dataIndex]!]!]!),
      },
      dataZoom: [
        { type: 'inside', xAxisIndex: 0 },
        { type: 'inside', yAxisIndex: 0 },
      ],
      xAxis: { type: 'value', show: false, scale: true },
      yAxis: { type: 'value', show: false, scale: true },
      series: shown.map((points, i) => ({
        name: i === 0 ? t.ungrouped : t.groups,
        type: 'scatter',
        symbolSize: i === 0 ? 4 : 8,
        itemStyle: { color: i === 0 ? colors.faint : colors.accent, opacity: i === 0 ? 0.4 : 0.9 },
        data: points.map(point => ({
          value: [map.x[point]!, map.y[point]!],
          ...(i === 0 ? {} : { itemStyle: { color: hue(map.group[point]!) } }),
        })),
      })),
    }),
    [language],
  )
  return (
    <section id="map">
      <h2>{t.map}</h2>
      <p class="note">{t.mapNote}</p>
      <Chart
        label={t.map}
        height={480}
        option={option}
        onPoint={(series, point) => {
          const group = map.group[shown[series]![point]!]!
          if (group > 0) onGroup(group)
        }}
      />
    </section>
  )
}
