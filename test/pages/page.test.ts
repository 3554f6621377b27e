import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { addKey } from '../../src/server/keys.js'
import { openBrowser, openPage, unlessBrowser } from '../support/browser.js'
import { type Serving, serving, servingFiles } from '../support/server.js'
import { PROJECT_ROOT } from '../support/shared.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  impact: string
  nodes: { html: string }[]
}

/** Accessibility problems that axe rates serious or worse. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const found = await page.evaluate<Violation[]>('axe.run().then(result => result.violations)')
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)
}

describe('the page', { skip: unlessBrowser, concurrency: false }, () => {
  let root: string
  let server: Serving
  let browser: Browser

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'anlam-web-'))
    const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: root } })
    server = await servingFiles(config, 'ders', [join(PROJECT_ROOT, 'corpus', 'documents')])
  })
  after(async () => {
    await server.stop()
    rmSync(root, { recursive: true, force: true })
  })

  const type = (page: Page, text: string): Promise<void> => page.fill('.search-box input', text)

  test('search as you type, filter, explain, find similar passages; no request goes to another host', async t => {
    browser = await openBrowser(t)
    const { page, problems, requests } = await openPage(browser, server.url)
    await page.waitForSelector('select')
    assert.equal(await page.evaluate('document.activeElement.type'), 'search', 'one can type at once')
    await type(page, 'öğrenme hızı çok büyük seçilirse ne olur')
    await page.waitForSelector('.hit')
    assert.match((await page.textContent('.hit .text'))!, /Öğrenme hızı çok büyük/)
    assert.match((await page.textContent('[role=status]'))!, /10 sonuç/)
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
    await page.waitForSelector('.chips .chip')
    const others = page.locator('.hit', { hasNotText: 'topic: optimizasyon' })
    await others.first().waitFor({ state: 'detached' })
    assert.equal(await page.locator('.hit').count(), 10)
    await page.click('.chips .chip')
    await page.locator('.chips').waitFor({ state: 'detached' })

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
      requests.every(url => url.startsWith(server.url) || url.startsWith('data:')),
      requests.join('\n'),
    )
  })

  test('of several quick queries only the last one’s hits are shown', async t => {
    const { page } = await openPage(await openBrowser(t), server.url)
    await page.waitForSelector('select')
    for (const text of ['karar', 'karar ağacı', 'karar ağacı budama']) {
      await type(page, text)
      await page.waitForTimeout(130)
    }
    const { hits } = await (await server.service.searcher('ders')).search({
      query: 'karar ağacı budama',
      k: 1,
    })
    await page.locator('.hit .text').first().filter({ hasText: hits[0]!.text }).waitFor()
  })

  test('groups are found with progress and can be opened; the map is drawn and a region can be selected', async t => {
    const { page, problems } = await openPage(await openBrowser(t), server.url)
    await page.click('.views button:has-text("Gruplar")')
    await page.click('button:has-text("Grupları bul")')
    const group = page.locator('.list details').first()
    await group.waitFor()
    await group.locator('summary').click()
    await group.locator('.members .text', { hasText: /\p{L}/u }).first().waitFor()
    assert.match((await group.locator('.score').first().textContent())!, /^1,000$/)

    await page.click('summary:has-text("Sırada etiketlenecek çiftler")')
    await page.locator('.next .members li').nth(9).waitFor()
    const link = (await page.locator('.next a[download]').getAttribute('href'))!
    const rows = decodeURIComponent(link.slice(link.indexOf(',') + 1))
      .trimEnd()
      .split('\n')
    assert.equal(rows.length, 10)
    assert.deepEqual(Object.keys(JSON.parse(rows[0]!)), ['a', 'b', 'score', 'label'])
    assert.equal(JSON.parse(rows[0]!).a, await page.locator('.next .text').first().textContent())
    assert.deepEqual(await violations(page), [])

    await page.click('.views button:has-text("Harita")')
    const canvas = page.locator('.chart canvas').first()
    await canvas.waitFor()
    const box = (await canvas.boundingBox())!
    await page.mouse.move(box.x + 40, box.y + 60)
    await page.mouse.down()
    for (const [x, y] of [
      [0.6, 0.15],
      [0.6, 0.9],
      [0.1, 0.9],
    ] as const)
      await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 4 })
    await page.mouse.up()
    await page.locator('[role=status]', { hasText: /parça seçildi/ }).waitFor()
    assert.ok((await page.locator('.list .card').count()) > 10)
    assert.deepEqual(problems, [])
  })

  test('a file is added to a new index and found; a bad file shows its error', async t => {
    const { page } = await openPage(await openBrowser(t), server.url)
    const file = join(root, 'hayvanlar.jsonl')
    writeFileSync(
      file,
      '{"id":"z","text":"Zebralar çizgili otobur hayvanlardır."}\n{"id":"k","text":"Kediler geceleri avlanır."}\n',
    )
    await page.click('.views button:has-text("Ekle")')
    await page.fill('input[type=text]', 'hayvanlar')
    await page.setInputFiles('input[type=file]', file)
    await page.locator('.lines li', { hasText: 'hayvanlar.jsonl: 2 belge, 2 parça eklendi' }).waitFor()
    await page.selectOption('header select', 'hayvanlar')
    await page.click('.views button:has-text("Ara")')
    await type(page, 'çizgili hayvan')
    await page.waitForSelector('.hit')
    assert.match((await page.textContent('.hit .text'))!, /Zebra/)
    const bad = join(root, 'bozuk.jsonl')
    writeFileSync(bad, '{"id":"a","text":"iyi"}\nbozuk\n')
    await page.click('.views button:has-text("Ekle")')
    await page.setInputFiles('input[type=file]', bad)
    await page.locator('[role=alert]', { hasText: /line 2: not JSON/ }).waitFor()
  })

  test('axe finds no serious problem in both themes and languages, also on a narrow screen', async t => {
    const own = await openBrowser(t)
    for (const options of [
      { colorScheme: 'light', locale: 'tr-TR' },
      { colorScheme: 'dark', locale: 'en-US', viewport: { width: 360, height: 740 } },
    ] as const) {
      const { page } = await openPage(own, server.url, options)
      await page.waitForSelector('select')
      assert.equal(await page.getAttribute('html', 'lang'), options.locale.slice(0, 2))
      await type(page, 'derin öğrenme')
      await page.waitForSelector('.hit')
      assert.deepEqual(await violations(page), [])
      for (const view of [1, 3]) {
        await page.locator('.views button').nth(view).click()
        await page.waitForSelector('section')
        assert.deepEqual(await violations(page), [])
      }
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      assert.ok(overflow <= 0, `${overflow} pixels too wide`)
    }
  })

  test('the page works with the keyboard alone', async t => {
    const { page } = await openPage(await openBrowser(t), server.url)
    await page.waitForSelector('select')
    await page.keyboard.type('aşırı öğrenme')
    await page.waitForSelector('.hit')
    for (
      let i = 0;
      i < 12 && !(await page.evaluate<boolean>("document.activeElement.textContent === 'Açıkla'"));
      i++
    )
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForSelector('mark')
  })

  test('the page says when the server cannot be reached', async t => {
    const { page } = await openPage(await openBrowser(t), server.url)
    await page.waitForSelector('select')
    await page.context().setOffline(true)
    await type(page, 'kimse var mı')
    await page.locator('[role=alert]', { hasText: 'Sunucuya ulaşılamıyor' }).waitFor()
  })

  test('the page asks for a key if the server needs one', async t => {
    const folder = mkdtempSync(join(tmpdir(), 'anlam-web-keys-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: folder } })
    const key = addKey(config, 'sayfa', 'admin')
    const own = await serving(config)
    t.after(() => own.stop())
    const { page } = await openPage(await openBrowser(t), own.url)
    await page.fill('input[type=password]', key)
    await page.click('button:has-text("Kullan")')
    await page.locator('text=Henüz bir dizin yok').waitFor()
    assert.equal(await page.locator('input[type=password]').count(), 0)
  })
})
