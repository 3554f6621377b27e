import { readFileSync } from 'node:fs'
import type { ReportData } from './data.js'

/** What `npm run build` makes of `page/`. */
const SCRIPT = new URL('../../../report/page.js', import.meta.url)
const STYLE = new URL('../../../report/page.css', import.meta.url)

/** One page that holds everything it shows and opens without a network. */
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
  // A text may hold what would end the element.
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
