import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unlessBrowser } from '../support/browser.js'
import { openSite } from '../support/site.js'

test('a request of the reference is sent from a page of its own, which loads nothing from elsewhere', {
  skip: unlessBrowser,
}, async t => {
  const site = await openSite([{ id: 'ilk', text: 'Gradyan inişi kaybı azaltır.' }])
  t.after(() => site.close())
  const { page, problems, requests } = await site.open('/docs')
  await page.locator('a[href*="docs/try.html#"][href$="/postSearch"]').click()
  // The link opens the operation, ready to be tried.
  const operation = page.locator('.opblock.is-open')
  await operation.locator('textarea').first().fill('{"query": "gradyan", "k": 1}')
  await operation.locator('.execute').click()
  const answer = operation.locator('.responses-table.live-responses-table')
  await answer.waitFor()
  assert.match(await answer.innerText(), /Gradyan inişi kaybı azaltır/)
  const origin = new URL(site.server.url).origin
  assert.deepEqual(
    requests.filter(url => !url.startsWith(origin) && !/^(?:data|blob):/.test(url)),
    [],
  )
  assert.deepEqual(problems, [])
})
