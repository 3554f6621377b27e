import type { ApiMap } from '../../../client/client.js'
import type { ChartProps } from '../../shared/chart.js'
import { hue, tooltip } from '../../shared/points.js'
import type { Colouring } from './colourings.js'

/** How the map is drawn: points, the names of regions, and rings around the hits of a search. */
export function mapOption(
  { points, regions }: ApiMap,
  colouring: Colouring | undefined,
  hits: ReadonlySet<string> | undefined,
): ChartProps['option'] {
  const colours = new Map(colouring?.values.map(({ value, colour }) => [value, colour]))
  const colourOf = ({ region, metadata }: ApiMap['points'][number]): string =>
    colouring ? (colours.get(String(metadata[colouring.name])) ?? 'gray') : hue(region)
  return colors => ({
    grid: { left: 8, right: 8, top: 8, bottom: 8 },
    toolbox: { show: false },
    brush: {
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
      // With the wheel only together with a key: else one could not scroll past the map.
      { type: 'inside', xAxisIndex: 0, zoomOnMouseWheel: 'ctrl' },
      { type: 'inside', yAxisIndex: 0, zoomOnMouseWheel: 'ctrl' },
    ],
    xAxis: { type: 'value', show: false, scale: true },
    yAxis: { type: 'value', show: false, scale: true },
    series: [
      {
        type: 'scatter',
        symbolSize: 6,
        data: points.map(point => ({
          value: [point.x, point.y],
          itemStyle: { color: colourOf(point), opacity: 0.6 },
        })),
      },
      {
        type: 'scatter',
        silent: true,
        symbolSize: 13,
        itemStyle: { color: 'transparent', borderColor: colors.ink, borderWidth: 2 },
        data: points.filter(({ id }) => hits?.has(id)).map(({ x, y }) => [x, y]),
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
  })
}
