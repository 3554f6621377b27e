import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type Config, loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { launchBrowser, openPage, unlessBrowser } from '../support/browser.js'
import { startNginx, unlessNginx } from '../support/nginx.js'
import { serving, servingFiles } from '../support/server.js'
import { PROJECT_ROOT } from '../support/shared.js'

/** The proxy configuration shown in docs/service.md. */
const LOCATION = (port: string): string =>
  /```nginx\n([\s\S]*?)```/
    .exec(readFileSync(join(PROJECT_ROOT, 'docs', 'service.md'), 'utf8'))![1]!
    .replace('127.0.0.1:7700', `127.0.0.1:${port}`)
/** A name other than this machine's, so that browsers do not treat it as a secure origin. */
const NAME = 'notlar.example'
const NAMED = `--host-resolver-rules=MAP ${NAME} 127.0.0.1`

describe('the page, wherever it is', { skip: unlessBrowser, concurrency: false }, () => {
  let root: string
  let browser: Browser

  const settings = (flags: Record<string, unknown>): Config =>
    loadConfig({ flags: { model: STATIC_MODEL, indexes: join(root, 'indexes'), ...flags } })

  before(async () => {
    browser = await launchBrowser(NAMED)
    root = mkdtempSync(join(tmpdir(), 'anlam-places-'))
    const file = join(root, 'ders.jsonl')
    const rows = Array.from({ length: 30 }, (_, i) => ({
      id: `d${i}`,
      text: `Zebra sürüsü ${i} otlakta gezer.`,
    }))
    writeFileSync(file, rows.map(row => JSON.stringify(row)).join('\n'))
    await (await servingFiles(settings({}), 'ders', [file])).stop()
  })
  after(async () => {
    await browser.close()
    rmSync(root, { recursive: true, force: true })
  })

  /** Checks everything the page does: style, search, explanation, a streamed write, the map, the documentation. */
  async function assertWorks(url: string): Promise<void> {
    const { page, problems, requests } = await openPage(browser, url)
    await page.waitForSelector('select')
    assert.notEqual(await page.evaluate('getComputedStyle(document.body).fontFamily'), 'serif')
    await page.fill('.search-box input', 'otlakta gezen zebralar')
    await page.waitForSelector('.hit')
    await page.locator('.hit button:has-text("Açıkla")').first().click()
    await page.locator('.hit mark').first().waitFor()
    await page.click('.views button:has-text("Ekle")')
    const file = join(root, 'ek.jsonl')
    writeFileSync(file, '{"id":"ek","text":"Kediler geceleri avlanır."}\n')
    await page.setInputFiles('#files', file)
    await page.locator('.upload.done', { hasText: /ek\.jsonl/ }).waitFor()
    await page.click('.views button:has-text("Harita")')
    await page.locator('.chart canvas').first().waitFor()
    assert.deepEqual(problems, [])
    const elsewhere = requests.filter(asked => !asked.startsWith(url) && !asked.startsWith('data:'))
    assert.deepEqual(elsewhere, [])

    await page.goto(`${url}docs`)
    assert.deepEqual(problems, [])
    await page.click('a:has-text("openapi.json")')
    assert.equal(page.url(), `${url}openapi.json`)
    const document = JSON.parse(await page.evaluate<string>('document.body.innerText')) as {
      servers: { url: string }[]
    }
    const server = new URL(document.servers[0]!.url, page.url()).href
    assert.equal(new URL('.', server).href, url)
    assert.equal(await page.evaluate<number>(`fetch('${server}livez').then(answer => answer.status)`), 200)
  }

  test('under another name', async t => {
    const own = await serving(settings({ allowedHost: [NAME] }))
    t.after(() => own.stop())
    await assertWorks(`http://${NAME}:${new URL(own.url).port}/`)
  })

  const address = Object.values(networkInterfaces())
    .flat()
    .find(each => each?.family === 'IPv4' && !each.internal)?.address
  test('under an address of this machine that other machines can reach', {
    skip: address ? false : 'this machine has no address but its own',
  }, async t => {
    const own = await serving(settings({ host: '0.0.0.0' }))
    t.after(() => own.stop())
    await assertWorks(`http://${address}:${new URL(own.url).port}/`)
  })

  test('under another loopback address', async t => {
    const own = await serving(settings({ host: '127.0.0.2' }))
    t.after(() => own.stop())
    await assertWorks(`http://127.0.0.2:${new URL(own.url).port}/`)
  })

  test('under a path of nginx and its name', { skip: unlessNginx }, async t => {
    const own = await serving(settings({ allowedHost: [NAME], trustProxy: true }))
    t.after(() => own.stop())
    const proxy = await startNginx(t, LOCATION(new URL(own.url).port))
    await assertWorks(`http://${NAME}:${new URL(proxy).port}/anlam/`)
    // Escaped characters in a path or a query arrive as they were sent.
    const path = `${proxy}/anlam/v1/indexes/ders/documents/${encodeURIComponent('a/b c?d=%2F&ş+')}`
    const headers = { 'content-type': 'application/json' }
    const put = await fetch(path, { method: 'PUT', headers, body: '{"text":"Zebra yavrusu."}' })
    assert.deepEqual([put.status, await put.json()], [200, { id: 'a/b c?d=%2F&ş+', outcome: 'indexed' }])
    const listed = await fetch(`${proxy}/anlam/v1/indexes/ders/documents?limit=1&cursor=`)
    assert.equal(listed.status, 400, 'with its query')
    assert.equal((await fetch(path, { method: 'DELETE' })).status, 200)
    const moved = await fetch(`${proxy}/anlam`, { redirect: 'manual' })
    assert.match(moved.headers.get('location') ?? '', /\/anlam\/$/)
  })

  test('no answer asks browsers for HTTPS, which the server does not speak', async t => {
    const own = await serving(settings({}))
    t.after(() => own.stop())
    for (const path of ['/', '/docs', '/openapi.json', '/livez', '/yok', '/v1/indexes']) {
      const { headers } = await fetch(own.url + path)
      assert.equal(headers.get('strict-transport-security'), null, path)
      assert.doesNotMatch(headers.get('content-security-policy') ?? '', /upgrade-insecure/, path)
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'self'/, path)
      assert.doesNotMatch(await (await fetch(own.url + path)).text(), /(?:href|src)="\//, path)
    }
  })
})
