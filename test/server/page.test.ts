import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import express from 'express'
import { servePage } from '../../src/server/http/page.js'
import { scratch } from '../support/scratch.js'

test('assets are sent compressed and kept for ever, the page that names them is asked for each time', async t => {
  const folder = scratch(t)
  mkdirSync(join(folder, 'assets'))
  const script = `console.log('${'anlam '.repeat(1000)}')`
  for (const [name, content] of [
    ['index.html', '<!doctype html>'],
    ['assets/page-a1.js', script],
  ] as const) {
    writeFileSync(join(folder, name), content)
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content))
    writeFileSync(join(folder, `${name}.gz`), gzipSync(content))
  }
  writeFileSync(join(folder, 'assets', 'plain-b2.js'), script)
  const app = express()
  for (const handler of servePage(folder)) app.use(handler)
  app.use((_request, response) => void response.status(404).json({ code: 'not-found' }))
  const server = app.listen(0)
  t.after(() => server.close())
  const { port } = server.address() as { port: number }
  const ask = async (path: string, encoding: string, method = 'GET') => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { 'accept-encoding': encoding },
    })
    const header = (name: string): string | null => answer.headers.get(name)
    return { status: answer.status, header, body: await answer.text() }
  }

  for (const [encoding, sent] of [
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['identity', null],
    ['br;q=0', null],
  ] as const) {
    const { status, header, body } = await ask('/assets/page-a1.js', encoding)
    assert.equal(status, 200)
    assert.equal(header('content-encoding'), sent, encoding)
    assert.equal(body, script)
    assert.match(header('content-type')!, /^text\/javascript/)
    assert.equal(header('cache-control'), 'public, max-age=31536000, immutable')
    assert.match(header('vary')!, /accept-encoding/i)
  }
  const plain = await ask('/assets/plain-b2.js', 'br')
  assert.deepEqual([plain.header('content-encoding'), plain.body], [null, script])
  const page = await ask('/', 'br')
  assert.match(page.header('content-type')!, /^text\/html/)
  assert.deepEqual([page.header('cache-control'), page.body], ['no-cache', '<!doctype html>'])
  assert.equal((await ask('/assets/page-a1.js', 'br', 'HEAD')).header('content-encoding'), 'br')
  for (const path of ['/yok', '/../package.json', '/assets/', '/%zz'])
    assert.ok((await ask(path, 'br')).status >= 400, path)
  assert.equal((await ask('/', 'br', 'POST')).status, 404)
})
