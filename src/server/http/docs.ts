import type { Schema } from './openapi.js'

interface Field {
  /** As in `hits[].score`. */
  name: string
  type: string
  required: boolean
  description: string
}

/** Renders an OpenAPI document as an HTML page. */
export function docsPage({ paths }: Schema): string {
  const operations = Object.entries(paths as Record<string, Record<string, Schema>>).flatMap(
    ([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const tags = [...new Set(operations.map(({ operation }) => tagOf(operation)))]
  const sections = tags.map(tag => {
    const own = operations.filter(({ operation }) => tagOf(operation) === tag)
    return `<h2>${escaped(tag)}</h2>\n${own.map(each => describe(each.method, each.path, each.operation)).join('\n')}`
  })
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Anlam API</title>
<style>
  :root { color-scheme: light dark; --line: light-dark(#e2e0da, #2c3337); --faint: light-dark(#667078, #97a1a6) }
  body { font: 1rem/1.55 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1.25rem;
    background: light-dark(#fbfaf7, #14181a); color: light-dark(#1d2327, #e6e8e6) }
  a, summary { color: light-dark(#0b6e69, #4fc3b8) }
  code { font-size: .9em; overflow-wrap: anywhere }
  h2 { margin: 2.5rem 0 .5rem }
  article { border-top: 1px solid var(--line); padding: .9rem 0 }
  p { margin: .2rem 0 }
  .method { display: inline-block; min-width: 4.5rem; font-weight: 600 }
  .scope, td + td { color: var(--faint) }
  summary { cursor: pointer; font-size: .875rem; margin-top: .3rem; width: max-content }
  .fields { overflow-x: auto }
  table { border-collapse: collapse; font-size: .875rem; margin: .3rem 0 .6rem }
  td { padding: .15rem 1rem .15rem 0; vertical-align: top }
  td code { white-space: nowrap }
  pre { margin: .3rem 0 .6rem; white-space: pre-wrap; overflow-wrap: anywhere }
</style>
<h1>Anlam API</h1>
<p>Bodies and answers are JSON; errors are <code>application/problem+json</code> with a <code>code</code>. For programs,
<a href="openapi.json"><code>openapi.json</code></a> (OpenAPI 3.1) says the same; requests can be
<a href="docs/try.html">tried here</a>. If the server uses keys, send
<code>Authorization: Bearer KEY</code>. Fields marked * are always present.</p>
${sections.join('\n')}
</html>
`
}

function tagOf(operation: Schema): string {
  return (operation.tags as string[])[0]!
}

function describe(method: string, path: string, operation: Schema): string {
  const { summary, description = '', parameters, requestBody, responses } = operation
  const given = (parameters as Schema[]).map(({ name, required, schema }) =>
    toField(String(name), schema as Schema, required === true),
  )
  const [success, ...failures] = Object.entries(responses as Record<string, Schema>)
  const tried = `docs/try.html#/${tagOf(operation)}/${String(operation.operationId)}`
  return `<article>
<p><span class="method">${method.toUpperCase()}</span> <code>${escaped(path)}</code></p>
<p>${escaped(String(summary))} <span class="scope">(${escaped(String(operation['x-scope']))})</span>
<a href="${tried}">Try it</a></p>
<p>${escaped(String(description))}</p>
${example(method, path, operation)}${table('Parameters', given)}${content('Body', requestBody as Schema | undefined)}${content(`Answer ${success![0]}`, success![1])}<p class="scope">Or ${failures.map(([status]) => status).join(', ')}</p>
</article>`
}

/** A command that sends a request. */
function example(method: string, path: string, { parameters, requestBody }: Schema): string {
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const given = (parameters as Schema[]).find(each => each.name === name)
    return encodeURIComponent(String(given?.example ?? name))
  })
  const [content] = Object.values(
    ((requestBody as Schema | undefined)?.content ?? {}) as Record<string, Schema>,
  )
  const body = content?.example
  const options = [
    ...(method === 'get' || (method === 'post' && body !== undefined) ? [] : [`-X ${method.toUpperCase()}`]),
    ...(body === undefined
      ? []
      : [`--data-binary '${typeof body === 'string' ? body.trimEnd() : JSON.stringify(body)}'`]),
  ]
  const command = ['curl -s', ...options, `http://127.0.0.1:7700${place}`].join(' ')
  return `<details><summary>Example</summary><pre><code>${escaped(command)}</code></pre></details>\n`
}

/** The fields of a body or answer, or its media type if it is not JSON. */
function content(title: string, body: Schema | undefined): string {
  const [first] = Object.entries((body?.content ?? {}) as Record<string, { schema: Schema }>)
  if (!first) return ''
  const [type, { schema }] = first
  if (type !== 'application/json') return `<p class="scope">${title}: ${escaped(type)}</p>\n`
  return table(title, fieldsOf(schema, ''))
}

function table(title: string, fields: readonly Field[]): string {
  if (fields.length === 0) return ''
  const rows = fields.map(
    ({ name, type, required, description }) =>
      `<tr><td><code>${escaped(name)}</code>${required ? '*' : ''}<td>${escaped(type)}<td>${escaped(description)}`,
  )
  return `<details><summary>${escaped(title)}</summary><div class="fields"><table>\n${rows.join('\n')}\n</table></div></details>\n`
}

function fieldsOf(schema: Schema, prefix: string): Field[] {
  const required = (schema.required ?? []) as string[]
  return Object.entries((schema.properties ?? {}) as Record<string, Schema>).flatMap(([name, field]) => [
    toField(prefix + name, field, required.includes(name)),
    ...insideOf(field, prefix + name),
  ])
}

/** Fields of an object, of the objects in an array, or of the alternative that is not null. */
function insideOf(schema: Schema, name: string): Field[] {
  const one = ((schema.anyOf as Schema[] | undefined) ?? [schema]).find(each => each.properties || each.items)
  if (!one) return []
  return one.items ? insideOf(one.items as Schema, `${name}[]`) : fieldsOf(one, `${name}.`)
}

function toField(name: string, schema: Schema, required: boolean): Field {
  const { description = '', default: value } = schema
  const standard = value === undefined ? '' : `Default ${JSON.stringify(value)}`
  const text = [description, standard].filter(Boolean).join('. ')
  return { name, type: typeOf(schema), required, description: text }
}

function typeOf(schema: Schema): string {
  const { type, enum: values, const: only, anyOf, items, minimum, maximum, maxLength } = schema
  if (values) return (values as unknown[]).map(value => JSON.stringify(value)).join(' | ')
  if (only !== undefined) return JSON.stringify(only)
  if (anyOf) return [...new Set((anyOf as Schema[]).map(typeOf))].join(' | ')
  if (items) return `array of ${typeOf(items as Schema)}`
  const named = Array.isArray(type) ? type.join(' | ') : String(type ?? 'anything')
  if (minimum !== undefined && maximum !== undefined) return `${named}, ${minimum} to ${maximum}`
  if (minimum !== undefined) return `${named}, ${minimum} or more`
  return maxLength === undefined ? named : `${named} of up to ${maxLength} characters`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
