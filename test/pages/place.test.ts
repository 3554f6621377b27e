import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { unlessBrowser } from '../support/browser.js'
import { openSite, type Site } from '../support/site.js'

const KINDS = ['otlak', 'orman']
const HOW = ['yavaşça', 'neşeyle', 'sessizce', 'durmadan', 'birlikte', 'tek sıra']
const WHERE = ['vadide', 'kırda', 'yolda', 'köyde', 'damda', 'evde', 'tarlada', 'bağda', 'bahçede', 'çölde']
const ROWS = WHERE.flatMap((where, i) =>
  HOW.map((how, j) => ({
    id: `z${i}-${j}`,
    text: `Zebra sürüsü ${where} ${how} gezdi.\nSonra dinlendi.`,
    yer: KINDS[j % 2],
    no: i * HOW.length + j,
    gün: new Date(Date.UTC(2024, 0, 1 + i * HOW.length + j)).toISOString().slice(0, 10),
  })),
)

describe('a place on the page is a link', { skip: unlessBrowser, concurrency: false }, () => {
  let site: Site
  before(async () => {
    site = await openSite(ROWS)
  })
  after(() => site.close())

  const said = async (page: Page): Promise<Record<string, string>> =>
    Object.fromEntries(new URLSearchParams(await page.evaluate<string>('location.hash.slice(1)')))
  const scrolled = (page: Page): Promise<number> => page.evaluate<number>('scrollY')

  test('query, mode, filter, pages and language are in it; a link and a reload show the same', async () => {
    const { page, problems, requests } = await site.open()
    await page.fill('#query', 'gezen zebralar')
    await page.locator('.hit').first().waitFor()
    await page.click('summary:has-text("Özelliğe göre süz")')
    assert.deepEqual(await page.locator('.facets .chip').allTextContents(), ['orman 30', 'otlak 30'])
    await page.locator('.facets .chip', { hasText: 'orman' }).click()
    await page.fill('input[aria-label="no: en az"]', '10')
    await page.press('input[aria-label="no: en az"]', 'Enter')
    await page.locator('ul.chips .chip', { hasText: 'no: 10 – …' }).waitFor()
    await page.fill('#least', '0.01')
    await page.press('#least', 'Enter')
    await page.click('label:has-text("Anlam")')
    await page.locator('.hit').nth(9).waitFor()
    await page.click('#more')
    await page.locator('.hit').nth(19).waitFor()
    await page.click('header button:has-text("English")')
    assert.deepEqual(await said(page), {
      q: 'gezen zebralar',
      mode: 'semantic',
      'f.yer': 'orman',
      'min.no': '10',
      least: '0.01',
      pages: '2',
      lang: 'en',
    })
    const shown = await page.locator('.hit .text').allTextContents()
    await page.reload()
    await page.locator('.hit').nth(19).waitFor()
    assert.deepEqual(await page.locator('.hit .text').allTextContents(), shown)

    const sent = await site.open(new URL(page.url()).hash)
    await sent.page.locator('.hit').nth(19).waitFor()
    assert.deepEqual(await sent.page.locator('.hit .text').allTextContents(), shown)
    assert.equal(await sent.page.inputValue('#query'), 'gezen zebralar')
    assert.equal(await sent.page.getAttribute('html', 'lang'), 'en')
    // What was asked is in no URL that a server or a proxy would log.
    assert.ok(![...requests, ...sent.requests].some(url => url.replace(/#.*/, '').includes('zebra')))
    assert.deepEqual([...problems, ...sent.problems], [])
  })

  test('a range of dates or numbers narrows the hits, stands in the address and is taken away by its chip', async () => {
    for (const { locale, narrow, least, most, count } of [
      {
        locale: 'tr-TR',
        narrow: 'Özelliğe göre süz',
        least: 'en az',
        most: 'en çok',
        count: (n: number) => new RegExp(`^${n} sonuç`),
      },
      {
        locale: 'en-US',
        narrow: 'Narrow by metadata',
        least: 'at least',
        most: 'at most',
        count: (n: number) => new RegExp(`^${n} result`),
      },
    ]) {
      const { page, problems } = await site.open('#q=zebra', { locale })
      await page.locator('.hit').nth(9).waitFor()
      await page.click(`summary:has-text("${narrow}")`)
      const field = (name: string, bound: string) => page.locator(`input[aria-label="${name}: ${bound}"]`)
      const set = async (name: string, bound: string, value: string): Promise<void> => {
        await field(name, bound).fill(value)
        await field(name, bound).press('Enter')
      }
      const status = page.locator('[role=status]')
      const ids = async (): Promise<string[]> =>
        (await page.locator('.hit .id bdi:last-child').allTextContents()).sort()
      assert.equal(await field('gün', least).getAttribute('type'), 'date')
      assert.equal(await field('gün', least).getAttribute('placeholder'), '2024-01-01')
      await set('gün', least, '2024-01-07')
      await set('gün', most, '2024-01-12')
      // Six days, those of the second place.
      await status.filter({ hasText: count(6) }).waitFor()
      assert.deepEqual(
        await ids(),
        HOW.map((_, j) => `z1-${j}`),
      )
      await set('no', most, '7')
      await status.filter({ hasText: count(2) }).waitFor()
      assert.deepEqual(await ids(), ['z1-0', 'z1-1'])
      const { 'min.gün': from, 'max.gün': to, 'max.no': no } = await said(page)
      assert.deepEqual([from, to, no], ['2024-01-07', '2024-01-12', '7'])
      await page.reload()
      await status.filter({ hasText: count(2) }).waitFor()
      await page.locator('ul.chips .chip', { hasText: 'gün: 2024-01-07 – 2024-01-12' }).click()
      await status.filter({ hasText: count(8) }).waitFor()
      assert.deepEqual(
        Object.keys(await said(page)).filter(key => key.endsWith('.gün')),
        [],
      )
      assert.deepEqual(problems, [])
    }
  })

  test('Back undoes a step, with scroll position and focus; a run of typing is one step', async () => {
    const { page } = await site.open('#q=zebra&pages=3', { viewport: { width: 900, height: 500 } })
    await page.locator('.hit').nth(29).waitFor()
    await page.locator('.facets').waitFor()
    const button = page.locator('.hit').nth(24).locator('button:has-text("Benzerlerini bul")')
    await button.scrollIntoViewIfNeeded()
    const before = await scrolled(page)
    assert.ok(before > 500, String(before))
    const id = await button.getAttribute('id')
    await button.click()
    await page.locator('blockquote').waitFor()
    assert.equal(`like-${(await said(page)).like}`, id)
    assert.equal(await page.evaluate<string>('document.activeElement.tagName'), 'H2')
    assert.equal(await scrolled(page), 0)
    await page.goBack()
    await page.locator(`[id="${id}"]:focus`).waitFor()
    assert.equal(await scrolled(page), before)

    // The page's own way back is the same step.
    await button.click()
    await page.click('#back')
    await page.locator(`[id="${id}"]:focus`).waitFor()
    assert.equal(await scrolled(page), before)

    await page.evaluate('scrollTo(0, 0)')
    await page.locator('#query').press('End')
    await page.locator('#query').pressSequentially(' otlak', { delay: 160 })
    await page.waitForURL(/otlak$/)
    await page.goBack()
    await page.locator('.hit').nth(29).waitFor()
    assert.equal(await page.inputValue('#query'), 'zebra')
    assert.equal((await said(page)).pages, '3')
  })

  test('views, groups with their threshold, and passages are links; what is gone is said', async () => {
    const { page, problems } = await site.open('#view=groups')
    await page.fill('input[type=number]', '0.6')
    await page.click('button:has-text("Grupları bul")')
    await page.locator('.list .card').first().waitFor()
    const { job, threshold } = await said(page)
    assert.equal(threshold, '0.6')
    const sent = await site.open(`#view=groups&threshold=0.6&job=${job}`)
    await sent.page.locator('.list .card').first().waitFor()
    assert.equal(await sent.page.inputValue('input[type=number]'), '0.6')
    assert.deepEqual(problems, [])

    for (const [fragment, text] of [
      ['#view=groups&job=yok', 'sunucuda artık yok'],
      ['#index=yok', '“yok” adında bir dizin yok'],
      ['#like=yok', 'artık yok'],
    ] as const) {
      await sent.page.goto(site.server.url + fragment)
      await sent.page.locator('main', { hasText: text }).waitFor()
    }
    // What makes no sense is the default.
    await sent.page.goto(`${site.server.url}#view=x&mode=x&pages=-3&threshold=9&lang=x`)
    await sent.page.waitForSelector('#mode-hybrid:checked')
  })

  test('language and theme are kept', async () => {
    const { page } = await site.open()
    await page.click('header button:has-text("English")')
    await page.selectOption('#theme', 'dark')
    await page.goto(site.server.url)
    await page.locator('.views button:has-text("Search")').waitFor()
    assert.equal(await page.getAttribute('html', 'data-theme'), 'dark')
    assert.equal(await page.inputValue('#theme'), 'dark')
  })

  test('line breaks stay, and long texts are cropped until one asks for all', async () => {
    const { page } = await site.open('#q=zebra')
    const text = page.locator('.hit .text').first()
    await text.waitFor()
    assert.equal(
      await page.evaluate("getComputedStyle(document.querySelector('.hit .text')).whiteSpace"),
      'pre-wrap',
    )
    assert.match((await text.textContent())!, /\nSonra/)
    assert.equal(await text.getAttribute('dir'), 'auto')
    assert.equal(await page.locator('.whole').count(), 0)
  })
})
