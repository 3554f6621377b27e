import { escapeHtml } from '../../basics/escape-html.js'

/** A line of a chart. */
export interface Series {
  name: string
  points: readonly { x: number; y: number }[]
}

const WIDTH = 720
const HEIGHT = 260
const LEFT = 52
const RIGHT = 12
const TOP = 10
const BOTTOM = 30
const TICKS = 5
/** Colours of the style sheet; further series begin anew. */
const COLOURS = 8

/**
 * A line chart as SVG, coloured by the classes `c0` to `c7` of the page. Each point tells its value where the pointer
 * rests on it.
 * @param last of the horizontal axis, which begins at 0
 */
export function lineChart(title: string, series: readonly Series[], last: number): string {
  const values = series.flatMap(({ points }) => points.map(({ y }) => y))
  const scale = niceScale(Math.min(...values), Math.max(...values))
  const x = (value: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * value) / Math.max(1, last)
  const y = (value: number): number =>
    TOP + ((HEIGHT - TOP - BOTTOM) * (scale.high - value)) / (scale.high - scale.low)
  const grid = ticksOf(scale).map(
    value =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${px(y(value))}" y2="${px(y(value))}"/>` +
      `<text class="tick" x="${LEFT - 6}" y="${px(y(value) + 4)}" text-anchor="end">${short(value)}</text>`,
  )
  const steps = ticksOf(niceScale(0, last)).filter(step => step <= last)
  const below = steps.map(
    step =>
      `<text class="tick" x="${px(x(step))}" y="${HEIGHT - 10}" text-anchor="middle">${short(step)}</text>`,
  )
  const lines = series.map(({ name, points }, i) => {
    const path = points.map(point => `${px(x(point.x))},${px(y(point.y))}`).join(' ')
    const dots = points.map(
      point =>
        `<circle cx="${px(x(point.x))}" cy="${px(y(point.y))}" r="2.5"><title>${escapeHtml(name)}, step ${point.x}: ${short(point.y)}</title></circle>`,
    )
    return `<g class="c${i % COLOURS}"><polyline points="${path}"/>${dots.join('')}</g>`
  })
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">${[...grid, ...below, ...lines].join('')}</svg>`
}

/** Names of the series with their colours and last values. */
export function legend(series: readonly Series[]): string {
  const items = series.map(
    ({ name, points }, i) =>
      `<li class="c${i % COLOURS}"><i></i>${escapeHtml(name)} <b>${short(points.at(-1)?.y ?? Number.NaN)}</b></li>`,
  )
  return `<ul class="legend">${items.join('')}</ul>`
}

interface Scale {
  low: number
  high: number
  step: number
}

/** Limits that are whole multiples of 1, 2 or 5 times a power of ten. */
function niceScale(lowest: number, highest: number): Scale {
  const span = highest - lowest || Math.abs(highest) || 1
  const rough = span / TICKS
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10)
  const low = Math.floor(lowest / step) * step
  return { low, high: Math.max(Math.ceil(highest / step) * step, low + step), step }
}

function ticksOf({ low, high, step }: Scale): number[] {
  return Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step)
}

function px(value: number): string {
  return value.toFixed(1)
}

/** Four significant digits, without zeros at the end. */
export function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '–'
}
