import { escapeHtml } from '../../basics/escape-html.js'
import type { HeldOutPoint, LossPoint } from '../run/run-state.js'
import { legend, lineChart, type Series, short } from './chart.js'
import type { PretrainingRecord, TrainingRecord } from './training-record.js'

const STYLE = `
:root { color-scheme: light dark; --line: #ddd; --dim: #666; --0: #0b62c4; --1: #c4440b; --2: #2b8a3e; --3: #8b2fc9;
  --4: #a3790a; --5: #c2255c; --6: #0b7285; --7: #555; }
@media (prefers-color-scheme: dark) { :root { --line: #333; --dim: #aaa; --0: #6cb1ff; --1: #ff9466; --2: #69db7c;
  --3: #c692ff; --4: #ffd43b; --5: #ff8fb1; --6: #66d9e8; --7: #bbb; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 760px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .4rem; }
svg { width: 100%; height: auto; } .grid { stroke: var(--line); } .tick { font-size: 11px; fill: var(--dim); }
polyline { fill: none; stroke: currentColor; stroke-width: 1.6; } circle { fill: currentColor; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; }
.legend i { display: inline-block; width: .8em; height: .8em; border-radius: 2px; background: currentColor;
  margin-right: .4em; } .legend b { font-variant-numeric: tabular-nums; }
${[0, 1, 2, 3, 4, 5, 6, 7].map(i => `.c${i} { color: var(--${i}); }`).join(' ')}
table { border-collapse: collapse; width: 100%; } td, th { border-bottom: 1px solid var(--line); padding: .25rem .6rem .25rem 0;
  text-align: left; vertical-align: top; } td { overflow-wrap: anywhere; } th { font-weight: 600; white-space: nowrap; }`

/** The curves and figures of a training as one file, without scripts and without anything from elsewhere. */
export function trainingPage(record: TrainingRecord): string {
  const { model, steps, stepsRun, stoppedEarly, bestStep, seconds, texts, heldOut } = record
  const { pretraining } = record
  const metrics = metricSeries(heldOut)
  const facts: [string, string][] = [
    ['steps', stoppedEarly ? `${stepsRun} of ${steps}: stopped early` : `${stepsRun}`],
    ['weights kept', heldOut.length > 0 ? `of step ${bestStep}, the best on held-out data` : 'the last'],
    ['seconds', seconds.toFixed(0)],
    ['texts a second', short(texts / Math.max(seconds, 1e-9))],
    ...Object.entries(record.options).map(([name, value]): [string, string] => [name, String(value)]),
    ['Anlam', record.anlam],
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Training of ${escapeHtml(model)}</title><style>${STYLE}</style></head><body>
<h1>Training of ${escapeHtml(model)}</h1>
${pretraining ? pretrainingCharts(pretraining) : ''}
${lossCharts(record)}
${metrics.length > 0 ? `<h2>Held-out data by step</h2>${lineChart('held-out data', metrics, stepsRun)}${legend(metrics)}` : ''}
<h2>Data</h2>
<table><tr><th>source</th><th>loss</th><th>examples</th><th>passes an epoch</th><th>batch</th></tr>
${record.sources.map(s => `<tr>${[s.name, s.loss, s.examples, s.weight, s.batch].map(cell).join('')}</tr>`).join('\n')}
</table>
<h2>Run</h2>
<table>${facts.map(([name, value]) => `<tr><th>${escapeHtml(name)}</th>${cell(value)}</tr>`).join('\n')}</table>
</body></html>
`
}

function cell(value: string | number): string {
  return `<td>${escapeHtml(String(value))}</td>`
}

/** A chart for each loss, because their scales differ, with a line for each source. */
function lossCharts({ losses, sources, stepsRun }: TrainingRecord): string {
  const all = lossSeries(losses)
  const kinds = [...new Set(sources.map(({ loss }) => loss))]
  return kinds
    .map(kind => {
      const names = new Set(sources.flatMap(({ name, loss }) => (loss === kind ? name : [])))
      const own = all.filter(({ name }) => names.has(name))
      if (own.length === 0) return ''
      const title = `Loss by step: ${kind}`
      return `<h2>${escapeHtml(title)}</h2>${lineChart(title, own, stepsRun)}${legend(own)}`
    })
    .join('\n')
}

function pretrainingCharts({ texts, epochs, steps, seconds, losses, heldOut }: PretrainingRecord): string {
  const title = `Pre-training: ${short(epochs)} passes over ${texts} texts in ${seconds.toFixed(0)} s`
  const likelihood = metricSeries(heldOut)
  return `<h2>${title}</h2>${lineChart('loss of hidden pieces', lossSeries(losses), steps)}${legend(lossSeries(losses))}
${lineChart('held-out texts', likelihood, steps)}${legend(likelihood)}`
}

function lossSeries(losses: readonly LossPoint[]): Series[] {
  const names = [...new Set(losses.flatMap(point => Object.keys(point.losses)))]
  return names.map(name => ({
    name,
    points: losses.flatMap(({ step, losses: at }) => {
      const y = at[name]
      return y === undefined ? [] : { x: step, y }
    }),
  }))
}

function metricSeries(heldOut: readonly HeldOutPoint[]): Series[] {
  const names = [...new Set(heldOut.flatMap(({ metrics }) => Object.keys(metrics)))]
  return names.map(name => ({
    name,
    points: heldOut.flatMap(({ step, metrics }) => {
      const y = metrics[name]
      return y !== undefined && Number.isFinite(y) ? { x: step, y } : []
    }),
  }))
}
