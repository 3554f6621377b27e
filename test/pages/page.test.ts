import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { unlessBrowser } from '../support/browser.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { openSite, type Site, violations } from '../support/site.js'

const TOPICS = ['optimizasyon', 'duzenlilestirme', 'sinir-aglari', 'agaclar']

describe('the page', { skip: unlessBrowser, concurrency: false }, () => {
  let site: Site

  before(async () => {
    site = await openSite(TOPICS.map(topic => join(PROJECT_ROOT, 'corpus', 'documents', `${topic}.jsonl`)))
  })
  after(() => site.close())

  const type = (page: Page, text: string): Promise<void> => page.fill('.search-box input', text)

  /** Pixels that a page is wider than its window. */
  const overflow = (page: Page): Promise<number> =>
    page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')

  test('search as you type, filter, explain, find similar passages; no request goes to another host', async () => {
    const { page, problems, requests } = await site.open()
    await page.waitForSelector('select')
    // One can type at once.
    await page.waitForSelector('.search-box input[type=search]:focus')
    await type(page, 'öğrenme hızı çok büyük seçilirse ne olur')
    await page.waitForSelector('.hit')
    assert.match((await page.textContent('.hit .text'))!, /Öğrenme hızı çok büyük/)
    assert.match((await page.textContent('[role=status]'))!, /^İlk 10 sonuç/)
    await page.click('button:has-text("Daha fazla göster")')
    await page.locator('.hit').nth(19).waitFor()

    // Marks of wording would hide which are those of an explanation.
    await page.locator('mark').first().waitFor()
    await page.click('label:has-text("Anlam")')
    await page.locator('mark').first().waitFor({ state: 'detached' })
    const [hit] = await page.locator('.hit').all()
    await hit!.locator('button:has-text("Açıkla")').click()
    await hit!.locator('mark').first().waitFor()
    await hit!.locator('button[aria-pressed=true]').click()
    assert.equal(await page.locator('mark').count(), 0)

    await page.click('label:has-text("Sözcük")')
    await hit!.locator('mark').first().waitFor()
    await page.click('label:has-text("İkisi")')
    await hit!.locator('mark').first().waitFor()
    await page.click('label:has-text("Anlam")')
    await page.locator('mark').first().waitFor({ state: 'detached' })

    await page.click('.chip:has-text("topic: optimizasyon")')
    await page.waitForSelector('ul.chips .chip')
    const others = page.locator('.hit', { hasNotText: 'topic: optimizasyon' })
    await others.first().waitFor({ state: 'detached' })
    assert.equal(await page.locator('.hit').count(), 10)
    await page.click('ul.chips .chip')
    await page.locator('ul.chips').waitFor({ state: 'detached' })

    await page.locator('.hit').first().locator('button:has-text("Benzerlerini bul")').click()
    await page.waitForSelector('blockquote')
    await page.locator('.hit').nth(5).waitFor()
    await page.click('button:has-text("Aramaya dön")')
    await type(page, 'zzqx')
    await page
      .locator('[role=alert]')
      .or(page.locator('[role=status]', { hasText: /sonuç|bulunamadı/ }))
      .first()
      .waitFor()
    assert.deepEqual(problems, [])
    assert.ok(
      requests.every(url => url.startsWith(site.server.url) || url.startsWith('data:')),
      requests.join('\n'),
    )
  })

  test('groups are found with progress and can be opened', async () => {
    const { page, problems } = await site.open()
    await page.click('.views button:has-text("Gruplar")')
    await page.click('button:has-text("Grupları bul")')
    const group = page.locator('.list details').first()
    await group.waitFor()
    await group.locator('summary').click()
    await group.locator('.members .text', { hasText: /\p{L}/u }).first().waitFor()
    assert.match((await group.locator('.score').first().textContent())!, /^1,000$/)

    assert.deepEqual(await violations(page), [])
    assert.deepEqual(problems, [])
  })

  test('axe finds no serious problem in both themes and languages, also on a narrow screen', async () => {
    for (const options of [
      { colorScheme: 'light', locale: 'tr-TR' },
      { colorScheme: 'dark', locale: 'en-US', viewport: { width: 360, height: 740 } },
    ] as const) {
      const { page } = await site.open('', options)
      await page.waitForSelector('select')
      assert.equal(await page.getAttribute('html', 'lang'), options.locale.slice(0, 2))
      await type(page, 'derin öğrenme')
      await page.waitForSelector('.hit')
      assert.deepEqual(await violations(page), [])
      for (const view of ['groups', 'curate', 'index', 'add']) {
        await page.click(`#view-${view}`)
        await page.waitForSelector('section')
        assert.deepEqual(await violations(page), [])
        assert.ok((await overflow(page)) <= 0, `${view} is too wide`)
      }
    }
  })

  test('nothing is cut off at twice the size, and marks are seen where a system chooses the colours', async () => {
    const options = {
      viewport: { width: 640, height: 360 },
      deviceScaleFactor: 2,
      forcedColors: 'active',
    } as const
    const { page } = await site.open('#q=derin+öğrenme', options)
    await page.locator('mark').first().waitFor()
    assert.ok((await overflow(page)) <= 0)
    assert.match(
      await page.evaluate<string>("getComputedStyle(document.querySelector('mark')).textDecorationLine"),
      /underline/,
    )
  })

  test('the page works with the keyboard alone', async () => {
    const { page, problems } = await site.open('', { permissions: ['clipboard-read', 'clipboard-write'] })
    await page.waitForSelector('#query')
    await page.keyboard.type('aşırı öğrenme')
    // Answers to its beginnings would be replaced under the keys.
    await page.waitForURL(url => /aşırı.öğrenme/.test(decodeURIComponent(url.hash)))
    await page.locator('[aria-busy=false] .hit').nth(2).waitFor()
    const focused = (): Promise<number> =>
      page.evaluate<number>("[...document.querySelectorAll('.hit')].indexOf(document.activeElement)")
    for (const [key, at] of [
      ['ArrowDown', 0],
      ['ArrowDown', 1],
      ['ArrowUp', 0],
    ] as const) {
      await page.keyboard.press(key)
      assert.equal(await focused(), at)
    }
    await page.keyboard.press('e')
    const hit = page.locator('.hit').first()
    await hit.locator('[aria-pressed=true][aria-busy=false]').waitFor()
    await page.keyboard.press('c')
    await hit.locator('[data-key=c]', { hasText: 'Kopyalandı' }).waitFor()
    assert.equal(
      await page.evaluate('navigator.clipboard.readText()'),
      await hit.locator('.text').textContent(),
    )
    await page.keyboard.press('?')
    await page.locator('dialog[open] kbd').nth(6).waitFor()
    assert.deepEqual(await violations(page), [])
    await page.keyboard.press('Escape')
    await page.keyboard.press('s')
    await page.locator('blockquote').waitFor()
    await page.keyboard.press('/')
    await page.locator('#query:focus').waitFor()
    // What is typed is no key.
    await page.keyboard.type('?e')
    assert.match(await page.inputValue('#query'), /\?e$/)
    assert.deepEqual(problems, [])
  })
})
