import { readFileSync } from 'node:fs'
import type { ReportData } from './data.js'

/** Script and style of the page, built by `npm run build` from `page/`. */
const SCRIPT = new URL('../../../report/page.js', import.meta.url)
const STYLE = new URL('../../../report/page.css', import.meta.url)

/** Generates a self-contained page that works offline. */
export function* reportHtml(data: ReportData): Generator<string> {
  yield `<!doctype html>
<html lang="tr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<title>Anlam</title>
<style>
`
  yield readFileSync(STYLE, 'utf8')
  yield `</style>
</head>
<body>
<div id="app"></div>
<script type="application/json" id="data">`
  // A text may contain `</script>`.
  yield JSON.stringify(data).replaceAll('<', '\\u003c')
  yield `</script>
<script>
`
  yield readFileSync(SCRIPT, 'utf8').replaceAll('</script', '<\\/script')
  yield `</script>
</body>
</html>
`
}
