import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { unlessBrowser } from '../support/browser.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { holdBack, openSite, type Site } from '../support/site.js'

const ANIMALS = ['Zebra', 'Kedi', 'Köpek']
const PLACES = ['otlakta', 'ormanda', 'bahçede', 'damda', 'yolda', 'evde', 'kırda', 'köyde', 'şehirde']
const ROWS = ANIMALS.flatMap(animal =>
  PLACES.map((place, i) => ({ id: `${animal}-${i}`, text: `${animal} bugün ${place} geziyor.` })),
)
const SEARCH = '**/v1/search'
const RERANKER = join(PROJECT_ROOT, 'test', 'model', 'families', 'cross-bert')

describe('the page shows what was asked, and nothing else', {
  skip: unlessBrowser,
  concurrency: false,
}, () => {
  let site: Site
  before(async () => {
    site = await openSite(ROWS, config => {
      config.rerank = RERANKER
    })
  })
  after(() => site.close())

  const texts = (page: Page): Promise<string[]> => page.locator('.hit .text').allTextContents()

  test('more of one query does not come into the list of another', async () => {
    const { page, problems } = await site.open('#q=zebra')
    await page.locator('.hit').nth(9).waitFor()
    const { held, release } = await holdBack(page, SEARCH, body => body.cursor !== undefined)
    await page.click('#more')
    await held
    await page.fill('#query', 'köpek')
    await page.locator('.hit').first().filter({ hasText: 'Köpek' }).waitFor()
    const shown = await texts(page)
    release()
    await page.locator('#more:not([disabled])').waitFor()
    assert.deepEqual(await texts(page), shown)
    assert.equal(shown.length, 10)
    assert.deepEqual(problems, [])
  })

  test('hits of the question before are out of reach while the next ones are on their way', async () => {
    const { page } = await site.open('#q=zebra')
    await page.locator('.hit').first().waitFor()
    const { held, release } = await holdBack(page, SEARCH, body => body.query === 'kedi')
    await page.fill('#query', 'kedi')
    await held
    await page.locator('[aria-busy=true][inert] .hit').first().waitFor()
    assert.match((await page.textContent('[role=status]'))!, /Aranıyor/)
    release()
    await page.locator('[aria-busy=false] .hit').first().filter({ hasText: 'Kedi' }).waitFor()
  })

  test('a failed search shows no hits, says why in the language of the page, and is over with the next one', async () => {
    const { page } = await site.open('#q=zebra')
    await page.locator('.hit').first().waitFor()
    const problem = { status: 503, contentType: 'application/problem+json' }
    await page.route(SEARCH, route =>
      (route.request().postDataJSON() as { query: string }).query === 'kedi'
        ? route.fulfill({ ...problem, body: '{"code":"unavailable","detail":"an index is being opened"}' })
        : route.continue(),
    )
    await page.fill('#query', 'kedi')
    const alert = page.locator('[role=alert]')
    await alert.filter({ hasText: 'şu an buna yanıt veremiyor' }).waitFor()
    assert.equal(await page.locator('.hit').count(), 0)
    await alert.locator('summary').click()
    assert.match((await alert.textContent())!, /unavailable: an index is being opened/)
    await page.fill('#query', 'köpek')
    await page.locator('.hit').first().filter({ hasText: 'Köpek' }).waitFor()
    assert.equal(await alert.count(), 0)
  })

  test('pages of hits that fail leave those before, and can be asked for again', async () => {
    const { page } = await site.open('#q=zebra')
    await page.locator('.hit').nth(9).waitFor()
    await page.route(SEARCH, route => route.abort())
    await page.click('#more')
    await page.locator('[role=alert]', { hasText: 'Sunucuya ulaşılamıyor' }).waitFor()
    assert.equal(await page.locator('.hit').count(), 10)
    await page.unroute(SEARCH)
    await page.click('[role=alert] button')
    await page.locator('.hit').nth(19).waitFor()
    assert.equal(await page.locator('[role=alert]').count(), 0)
  })

  test('the count says whether there are more hits than are shown', async () => {
    const { page } = await site.open('#q=zebra')
    const status = page.locator('[role=status]')
    await status.filter({ hasText: /^İlk 10 sonuç/ }).waitFor()
    await page.click('#more')
    await status.filter({ hasText: /^İlk 20 sonuç/ }).waitFor()
    await page.click('#more')
    await status.filter({ hasText: /^27 sonuç/ }).waitFor()
    assert.equal(await page.locator('#more').count(), 0)

    // A server with a re-ranker offers a second look, which orders them otherwise.
    const before = await texts(page)
    await page.check('#again')
    const worth = page.locator('.worth [title="İkinci bakışa göre yanıtlama olasılığı"]')
    await worth.nth(9).waitFor()
    assert.match(page.url(), /again=1/)
    assert.notDeepEqual(await texts(page), before.slice(0, 10))
  })

  test('a server that is not there is said once it is asked, and the page works again when it is back', async () => {
    const { page } = await site.open('#q=zebra')
    await page.locator('.hit').first().waitFor()
    await page.context().setOffline(true)
    await page.fill('#query', 'kimse var mı')
    await page.locator('[role=alert]', { hasText: 'Sunucuya ulaşılamıyor' }).waitFor()
    await page.context().setOffline(false)
    await page.click('[role=alert] button')
    await page.locator('.hit').first().waitFor()
    assert.equal(await page.locator('[role=alert]').count(), 0)
  })

  test('of several quick queries only the last one’s hits are shown', async () => {
    const { page } = await site.open()
    await page.waitForSelector('#query')
    const { held, release } = await holdBack(page, SEARCH, body => body.query !== 'köpek')
    await page.fill('#query', 'zebra')
    await held
    await page.fill('#query', 'kedi')
    await page.fill('#query', 'köpek')
    await page.locator('.hit').first().filter({ hasText: 'Köpek' }).waitFor()
    release()
    await page.fill('#query', 'köpekler')
    await page.locator('[aria-busy=false] .hit').first().waitFor()
    assert.match((await texts(page))[0]!, /Köpek/)
  })
})
