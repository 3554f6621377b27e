import { useMemo } from 'preact/hooks'
import { Chart, type ChartProps, type Colors } from '../../shared/chart.js'
import { data, heldThreshold, useLanguage } from './context.js'

const { summary, histogram, curve } = data

export function Overview() {
  const { t, format } = useLanguage()
  const flagged = data.pairs.flags.filter(bits => bits !== 0).length
  const figures: [number, string][] = [
    [summary.passages, t.passages],
    [summary.pairs, t.pairCount],
    [summary.groups, t.groupCount],
    [summary.grouped, t.grouped],
    [summary.duplicates, t.duplicates],
    [flagged, t.flagged],
  ]
  return (
    <section id="overview">
      <h2>{t.overview}</h2>
      <dl class="figures">
        {figures.map(([value, name]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{format(value)}</dd>
          </div>
        ))}
      </dl>
      <div class="charts">
        <Similarities />
        {curve && <Curve />}
      </div>
    </section>
  )
}

/** Numbers on axes, as the language of the page writes them. */
function labelOf(colors: Colors, format: (value: number) => string) {
  return { color: colors.faint, formatter: (value: number) => format(value) }
}

function Similarities() {
  const { t, language, format } = useLanguage()
  const option = useMemo<ChartProps['option']>(
    () => colors => {
      const points = (values: readonly number[], scale: number): [number, number][] =>
        values.map((value, i) => [histogram.from + (i + 0.5) * histogram.width, value * scale])
      const axis = { axisLabel: labelOf(colors, format), splitLine: { show: false } }
      return {
        tooltip: {
          trigger: 'axis',
          valueFormatter: (value: number) => format(Math.round(value * 100) / 100),
        },
        xAxis: { type: 'value', min: histogram.from, max: 1, ...axis },
        yAxis: [
          { type: 'value', ...axis },
          { type: 'value', ...axis },
        ],
        series: [
          {
            name: t.found,
            type: 'bar',
            barWidth: '70%',
            data: points(histogram.found, 1),
            itemStyle: { color: colors.accent },
            markLine: {
              symbol: 'none',
              data: [{ xAxis: heldThreshold }],
              label: { formatter: `${t.threshold} ${format(heldThreshold, 2)}`, color: colors.ink },
              lineStyle: { color: colors.ink },
            },
          },
          {
            name: t.random,
            type: 'line',
            yAxisIndex: 1,
            smooth: true,
            showSymbol: false,
            data: points(histogram.random, 100),
            areaStyle: { opacity: 0.15 },
            itemStyle: { color: colors.faint },
          },
        ],
      }
    },
    [language],
  )
  return (
    <figure>
      <figcaption>
        <b>{t.similarity}</b> {t.similarityNote}
      </figcaption>
      <Chart label={t.similarity} height={260} option={option} />
    </figure>
  )
}

function Curve() {
  const { t, language, format } = useLanguage()
  const option = useMemo<ChartProps['option']>(
    () => colors => {
      const axis = { axisLabel: labelOf(colors, format), splitLine: { lineStyle: { opacity: 0.3 } } }
      return {
        tooltip: { trigger: 'axis', valueFormatter: (value: number) => format(value, 3) },
        xAxis: { type: 'value', name: t.threshold, min: 'dataMin', max: 'dataMax', ...axis },
        yAxis: { type: 'value', min: 0, max: 1, ...axis },
        series: (['precision', 'recall'] as const).map((name, i) => ({
          name: t[name],
          type: 'line',
          showSymbol: false,
          data: curve!.map(point => [point.threshold, point[name]]),
          itemStyle: { color: i === 0 ? colors.accent : colors.faint },
        })),
      }
    },
    [language],
  )
  return (
    <figure>
      <figcaption>
        <b>{t.curve}</b> {t.curveNote}
      </figcaption>
      <Chart label={t.curve} height={260} option={option} />
    </figure>
  )
}
