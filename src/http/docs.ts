import type { Route } from './route.js'

/** A readable page about routes; programs read /openapi.json. */
export function docsPage(routes: readonly Route[]): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))]
  const sections = tags.map(
    tag =>
      `<h2>${escaped(tag)}</h2>\n${routes
        .filter(route => route.tag === tag)
        .map(describe)
        .join('\n')}`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Anlam API</title>
<style>
  :root { color-scheme: light dark }
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
  code { font-size: .95em; overflow-wrap: anywhere }
  article { border-top: 1px solid #8884; padding: .6rem 0 }
  p { margin: .2rem 0 }
  .method { display: inline-block; min-width: 4.5rem; font-weight: 600 }
  .scope { opacity: .7 }
</style>
<h1>Anlam API</h1>
<p>Bodies and answers are JSON; errors are <code>application/problem+json</code> with a <code>code</code>. Every field is
described in <a href="/openapi.json"><code>/openapi.json</code></a> (OpenAPI 3.1). Where keys are used, send
<code>Authorization: Bearer KEY</code>.</p>
${sections.join('\n')}
</html>
`
}

function describe({ method, path, summary, description = '', scope }: Route): string {
  return `<article>
<p><span class="method">${method.toUpperCase()}</span> <code>${escaped(path.replaceAll(/:(\w+)/g, '{$1}'))}</code></p>
<p>${escaped(summary)} <span class="scope">(${scope})</span></p>
<p>${escaped(description)}</p>
</article>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
