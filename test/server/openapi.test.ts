import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { EXAMPLES } from '../../src/server/http/examples.js'
import { openApi } from '../../src/server/http/openapi.js'
import { ROUTES } from '../../src/server/http/routes.js'

interface Operation {
  responses: Record<string, { $ref?: string }>
}

async function lint(document: object): Promise<string[]> {
  const found = await lintFromString({
    source: JSON.stringify(document),
    absoluteRef: 'openapi.json',
    config: await createConfig({ extends: ['recommended-strict'] }),
  })
  return found.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)
}

test('an independent linter finds no problem in the OpenAPI document, and finds one in a broken copy', async () => {
  assert.deepEqual(await lint(openApi(ROUTES)), [])
  const broken = structuredClone(openApi(ROUTES)) as { paths: Record<string, Record<string, Operation>> }
  broken.paths['/v1/search']!.post!.responses = { 200: { $ref: '#/components/responses/yok' } }
  const found = (await lint(broken)).map(problem => problem.split(' ')[0])
  assert.ok(found.includes('no-unresolved-refs') && found.includes('operation-4xx-response'), found.join())
})

test('every route documents the statuses of its failures', () => {
  const { paths } = openApi(ROUTES) as { paths: Record<string, Record<string, Operation>> }
  for (const [path, methods] of Object.entries(paths))
    for (const [method, { responses }] of Object.entries(methods))
      for (const status of ['401', '403', '429', '431', '500', '503', '504'])
        assert.equal(responses[status]?.$ref, `#/components/responses/${status}`, `${method} ${path}`)
  const statuses = (path: string, method: string) => Object.keys(paths[path]![method]!.responses)
  for (const status of ['400', '404', '408', '409', '507'])
    assert.ok(statuses('/v1/indexes/{index}/documents', 'post').includes(status), status)
  assert.ok(!statuses('/v1/search', 'post').includes('507'), 'a search does not write')
})

test('every route with a body has an example that the route takes, and no example is of another route', () => {
  const taken = new Set<string>()
  for (const { method, path, body, rawBody } of ROUTES) {
    const name = `${method} ${path}`
    const example = EXAMPLES[name]
    if (!body && !rawBody) continue
    taken.add(name)
    assert.equal(typeof example, body ? 'object' : 'string', name)
    const parsed = body?.safeParse(example)
    assert.ok(parsed?.success !== false, `${name}: ${parsed?.error?.message}`)
  }
  assert.deepEqual(
    Object.keys(EXAMPLES).filter(name => !taken.has(name)),
    [],
  )
})
