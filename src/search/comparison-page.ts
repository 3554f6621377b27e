import { escapeHtml } from '../basics/escape-html.js'
import type { ComparedModel, Measured } from './compare-models.js'

const WIDTH = 720
const HEIGHT = 320
const LEFT = 60
const RIGHT = 150
const TOP = 16
const BOTTOM = 40
const STYLE = `
:root { color-scheme: light dark; --dot: #2b8a3e; --dim: #666; --line: #ddd; }
@media (prefers-color-scheme: dark) { :root { --dot: #69db7c; --dim: #aaa; --line: #333; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 900px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; } p { color: var(--dim); }
svg { max-width: 100%; height: auto; font: 12px system-ui, sans-serif; } text { fill: currentColor; }
.grid { stroke: var(--line); } .bar { stroke: var(--dot); stroke-width: 2; } circle { fill: var(--dot); }
table { border-collapse: collapse; } td, th { border-bottom: 1px solid var(--line); padding: .2rem .9rem .2rem 0; text-align: right; }
td:first-child, th:first-child { text-align: left; }`

/** A comparison as one file, without scripts and without anything from elsewhere: a table, and quality against speed. */
export function comparisonPage(models: readonly (ComparedModel & { megabytes: number })[]): string {
  const sets = models[0]?.quality.map(({ name }) => name) ?? []
  const rows = models.map(
    ({ model, dimension, megabytes, sentencesPerSecond, queryMilliseconds, precision, quality }) =>
      `<tr><td>${escapeHtml(model)}</td><td>${dimension}</td><td>${Math.round(megabytes)}</td><td>${precision}</td>` +
      `<td>${Math.round(sentencesPerSecond)}</td><td>${queryMilliseconds.toFixed(1)}</td>` +
      `${quality.map(measured => `<td>${figure(measured)}</td>`).join('')}</tr>`,
  )
  const pictures = sets.map(
    (name, i) =>
      `<h2>${escapeHtml(name)} (${models[0]!.quality[i]!.of})</h2>${scatter(
        models.map(({ model, sentencesPerSecond, quality }) => ({
          model,
          speed: sentencesPerSecond,
          measured: quality[i]!,
        })),
      )}`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Models compared</title><style>${STYLE}</style></head><body>
<h1>Models compared</h1>
<p>Speed on this machine, while the comparison ran. Bars are 95 % bootstrap intervals.</p>
<table><tr><th>model</th><th>dimensions</th><th>MB</th><th>precision</th><th>passages/s</th><th>ms a query</th>${sets.map(name => `<th>${escapeHtml(name)}</th>`).join('')}</tr>
${rows.join('\n')}
</table>
${pictures.join('\n')}
</body></html>
`
}

function figure({ value, interval: [low, high] }: Measured): string {
  return `${value.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`
}

/** Quality by speed, on a logarithmic axis. */
function scatter(points: readonly { model: string; speed: number; measured: Measured }[]): string {
  const speeds = points.map(({ speed }) => Math.log10(speed))
  const [left, right] = [Math.floor(Math.min(...speeds)), Math.ceil(Math.max(...speeds) + 1e-9)]
  const x = (speed: number): number =>
    LEFT + ((WIDTH - LEFT - RIGHT) * (Math.log10(speed) - left)) / Math.max(1, right - left)
  const low = Math.floor(Math.min(...points.map(({ measured }) => measured.interval[0])) * 10) / 10
  const high = Math.max(
    low + 0.1,
    Math.ceil(Math.max(...points.map(({ measured }) => measured.interval[1])) * 10) / 10,
  )
  const y = (value: number): number => TOP + ((HEIGHT - TOP - BOTTOM) * (high - value)) / (high - low)
  const steps = Array.from({ length: Math.round((high - low) * 10) + 1 }, (_, i) => low + i / 10)
  const levels = steps.map(
    value =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}"/>` +
      `<text x="${LEFT - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${value.toFixed(1)}</text>`,
  )
  const powers = Array.from({ length: Math.max(1, right - left) + 1 }, (_, i) => 10 ** (left + i)).map(
    speed => `<text x="${x(speed).toFixed(1)}" y="${HEIGHT - 14}" text-anchor="middle">${speed}/s</text>`,
  )
  const dots = points.map(({ model, speed, measured }) => {
    const [at, from, to] = [x(speed), y(measured.interval[1]), y(measured.interval[0])].map(n => n.toFixed(1))
    return (
      `<g><title>${escapeHtml(model)}: ${figure(measured)}, ${Math.round(speed)}/s</title>` +
      `<line class="bar" x1="${at}" x2="${at}" y1="${from}" y2="${to}"/>` +
      `<circle cx="${at}" cy="${y(measured.value).toFixed(1)}" r="5"/>` +
      `<text x="${(x(speed) + 9).toFixed(1)}" y="${(y(measured.value) + 4).toFixed(1)}">${escapeHtml(shortName(model))}</text></g>`
    )
  })
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">${[...levels, ...powers, ...dots].join('')}</svg>`
}

function shortName(model: string): string {
  return model.split('/').at(-1)!.slice(0, 28)
}
