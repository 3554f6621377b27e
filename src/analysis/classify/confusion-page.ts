import { escapeHtml } from '../../basics/escape-html.js'
import type { ClassificationReport, Confusion } from './report.js'

const CELL = 24
const NAME_WIDTH = 170
/** Longer names are cut; the pointer shows them whole. */
const NAME_LETTERS = 24
const STYLE = `
:root { color-scheme: light dark; --right: 43, 138, 62; --wrong: 196, 68, 11; --dim: #666; --line: #ddd; }
@media (prefers-color-scheme: dark) { :root { --right: 105, 219, 124; --wrong: 255, 148, 102; --dim: #aaa; --line: #333; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1100px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } p { color: var(--dim); }
svg { max-width: 100%; height: auto; font: 11px system-ui, sans-serif; } text { fill: currentColor; }
rect { stroke: var(--line); } .right { fill: rgba(var(--right), var(--share)); } .wrong { fill: rgba(var(--wrong), var(--share)); }
table { border-collapse: collapse; } td, th { border-bottom: 1px solid var(--line); padding: .2rem .9rem .2rem 0; text-align: right; }
td:first-child, th:first-child { text-align: left; }`

/** A classification's figures and confusion matrix as one file, without scripts and without anything from elsewhere. */
export function confusionPage(title: string, report: ClassificationReport): string {
  const { examples, accuracy, macroF1, logLoss, rejected, labels, confusion } = report
  const none = rejected > 0 ? `; ${rejected} given no label` : ''
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
<p>${examples} texts: accuracy ${accuracy.toFixed(3)}, macro F1 ${macroF1.toFixed(3)}, log loss ${logLoss.toFixed(3)}${none}.
A row for each true label, a column for each given one; a cell is as dark as its share of the row.</p>
${confusionMatrix(confusion)}
<table><tr><th>label</th><th>texts</th><th>precision</th><th>recall</th><th>F1</th></tr>
${labels.map(({ label, support, precision, recall, f1 }) => `<tr><td>${escapeHtml(label)}</td><td>${support}</td>${[precision, recall, f1].map(value => `<td>${value.toFixed(3)}</td>`).join('')}</tr>`).join('\n')}
</table></body></html>
`
}

/** The matrix as SVG, coloured by the classes of the page. */
export function confusionMatrix({ labels, counts }: Confusion): string {
  // The last column is for texts without a label.
  const hasNone = counts.some(row => row.at(-1)! > 0)
  const columns = hasNone ? [...labels, '∅'] : labels
  const [width, height] = [NAME_WIDTH + columns.length * CELL, NAME_WIDTH + labels.length * CELL]
  const heads = columns.map((name, i) => {
    const [x, y] = [NAME_WIDTH + (i + 0.7) * CELL, NAME_WIDTH - 6]
    return `<text transform="translate(${x.toFixed(1)} ${y}) rotate(-60)">${shortName(name)}</text>`
  })
  const rows = labels.map((name, r) => {
    const total = counts[r]!.reduce((sum, n) => sum + n, 0)
    const y = NAME_WIDTH + r * CELL
    const cells = columns.map((given, c) => {
      const n = counts[r]![c]!
      if (n === 0) return ''
      const x = NAME_WIDTH + c * CELL
      const kind = r === c ? 'right' : 'wrong'
      return (
        `<g><title>${escapeHtml(name)} → ${escapeHtml(given)}: ${n} of ${total}</title>` +
        `<rect class="${kind}" style="--share:${(0.1 + (0.9 * n) / total).toFixed(2)}" x="${x}" y="${y}" width="${CELL}" height="${CELL}"/>` +
        `<text x="${x + CELL / 2}" y="${y + CELL / 2 + 4}" text-anchor="middle">${n}</text></g>`
      )
    })
    return `<text x="${NAME_WIDTH - 6}" y="${y + CELL / 2 + 4}" text-anchor="end">${shortName(name)}</text>${cells.join('')}`
  })
  return `<svg viewBox="0 0 ${width + 60} ${height}" width="${width + 60}" role="img" aria-label="confusion matrix">${heads.join('')}${rows.join('\n')}</svg>`
}

function shortName(name: string): string {
  const letters = [...name]
  if (letters.length <= NAME_LETTERS) return escapeHtml(name)
  return `<title>${escapeHtml(name)}</title>${escapeHtml(letters.slice(0, NAME_LETTERS - 1).join(''))}…`
}
