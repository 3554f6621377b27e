import { useMemo } from 'preact/hooks'
import { Chart, type ChartProps } from '../../ui/chart.js'
import { data, useLanguage } from './context.js'

const { map } = data
/** Turns of the colour circle between groups that follow one another: none comes near another soon. */
const GOLDEN_ANGLE = 137.508
const TOOLTIP_CHARACTERS = 160

/** Points of the map by whether they are in a group. */
const shown = [false, true].map(grouped => [...map.text.keys()].filter(i => map.group[i]! > 0 === grouped))

/** @param onGroup told the number of the group that was clicked */
export function PassageMap({ onGroup }: { onGroup: (group: number) => void }) {
  const { t, language } = useLanguage()
  const option = useMemo<ChartProps['option']>(
    () => colors => ({
      grid: { left: 8, right: 8, top: 36, bottom: 8 },
      tooltip: {
        confine: true,
        extraCssText: 'max-width:24rem;white-space:normal',
        formatter: ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) =>
          escaped(data.texts[map.text[shown[seriesIndex]![dataIndex]!]!]!.slice(0, TOOLTIP_CHARACTERS)),
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

function hue(group: number): string {
  return `hsl(${Math.round((group * GOLDEN_ANGLE) % 360)} 60% 50%)`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
