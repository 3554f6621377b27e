import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { unlessBrowser } from '../support/browser.js'
import { openSite, type Site, violations } from '../support/site.js'

const ROWS = [
  ...[
    'Gradyan inişi kayıp fonksiyonunu küçültür.',
    'Karar ağacı veriyi böler.',
    'Zebra otlakta gezer.',
  ].flatMap((text, i) => [1, 2, 3].map(n => ({ id: `kopya${i}-${n}`, text }))),
  { id: 'a', text: 'Öğrenme hızı çok büyük olursa eğitim ıraksar.' },
  { id: 'b', text: 'Öğrenme hızı çok büyük seçilirse eğitim ıraksar.' },
  { id: 'c', text: 'Öğrenme hızı fazla büyük seçilirse eğitim ıraksar.' },
  { id: 'karsi', text: 'Öğrenme hızı çok büyük olursa eğitim ıraksamaz.' },
]

describe('cleaning up on the page', { skip: unlessBrowser, concurrency: false }, () => {
  let site: Site
  before(async () => {
    site = await openSite(ROWS)
  })
  after(() => site.close())

  const passages = async (page: Page): Promise<string> =>
    (await page.locator('#index option').first().textContent())!
  const holds = (page: Page, count: number): Promise<void> =>
    page.locator('#index option', { hasText: `· ${count}` }).waitFor({ state: 'attached' })
  const status = (page: Page, text: string | RegExp): Promise<void> =>
    page.locator('[role=status]', { hasText: text }).first().waitFor()

  test('one of a group is kept, the others are gone, and come back by one button', async () => {
    const { page, problems } = await site.open('#view=groups&threshold=0.7')
    await page.click('button:has-text("Grupları bul")')
    const group = page.locator('.list details', { hasText: 'Öğrenme hızı' })
    await group.locator('summary').click()
    await group.locator('.keep').nth(1).click()
    await status(page, '2 belge kaldırıldı')
    await holds(page, ROWS.length - 2)
    assert.equal(await group.locator('.removed').count(), 2)
    assert.equal(await group.locator('.keep').count(), 0)
    assert.deepEqual(await violations(page), [])
    await group.locator('button:has-text("Geri al")').click()
    await group.locator('.keep').nth(2).waitFor()
    await holds(page, ROWS.length)
    assert.deepEqual(problems, [])
  })

  test('copies are counted, removed, listed and brought back; the index is a file', async () => {
    const { page, problems } = await site.open('#view=curate')
    await page.click('#count-copies')
    await status(page, `${ROWS.length} belgeden 6 tanesi bir başkasının birebir kopyası`)
    await page.click('button:has-text("6 kopyayı kaldır")')
    await status(page, '6 kopya kaldırıldı')
    await holds(page, ROWS.length - 6)

    const downloading = page.waitForEvent('download')
    await page.click('.hand-on button:has-text("JSONL")')
    const download = await downloading
    assert.equal(download.suggestedFilename(), 'ders.jsonl')
    const rows = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\n')
    assert.equal(rows.length, ROWS.length - 6)

    const removal = page.locator('.card', { hasText: '6 belge' })
    await removal.locator('summary').click()
    await removal.locator('.members li').nth(5).waitFor()
    assert.match(
      (await removal.locator('.members li').first().textContent())!,
      /kopya0-2 · yerine kalan: kopya0-1/,
    )
    assert.deepEqual(await violations(page), [])
    await removal.locator('button:has-text("Geri al")').click()
    await status(page, '6 belge geri geldi')
    await holds(page, ROWS.length)
    assert.match(await passages(page), /^ders/)
    assert.deepEqual(problems, [])
  })

  test('what contradicts a passage stands apart from its paraphrases, below them', async () => {
    const { page, problems } = await site.open('#like=a')
    const apart = page.locator('h2', { hasText: 'Yakın, ama başka bir şey söylüyor olabilir' })
    await apart.waitFor()
    const lists = page.locator('.hits')
    const [agreeing, differing] = [lists.nth(0), lists.nth(1)]
    assert.match((await differing.locator('.hit').first().textContent())!, /ıraksamaz.*olumsuzluk/s)
    assert.match(
      (await agreeing.locator('.hit').first().textContent())!,
      /ıraksar\..*(?:yeniden ifade|yakın kopya)/s,
    )
    assert.ok(!(await agreeing.textContent())!.includes('ıraksamaz'))
    assert.deepEqual(problems, [])
  })

  test('hits are a file in each format', async () => {
    const { page } = await site.open('#q=zebra')
    await page.locator('.hit').first().waitFor()
    for (const [label, beginning] of [
      ['CSV', 'query,'],
      ['Excel', '\ufeffquery;'],
      ['Parquet', 'PAR1'],
    ] as const) {
      const downloading = page.waitForEvent('download')
      await page.locator('.hand-on').getByRole('button', { name: label, exact: true }).click()
      const content = readFileSync(await (await downloading).path(), 'utf8')
      assert.equal(content.slice(0, beginning.length), beginning, label)
    }
  })

  test('an index that has not been searched says what it is about, and what could be asked', async () => {
    const { page } = await site.open()
    const example = page.locator('.examples button').first()
    await example.waitFor()
    const text = (await example.textContent())!
    assert.ok(ROWS.some(row => row.text === text))
    await example.click()
    await page.locator('.hit .text').first().filter({ hasText: text }).waitFor()
    assert.equal(await page.inputValue('#query'), text)
    await page.goBack()
    await example.waitFor()
  })

  test('an index is deleted only by typing its name', async () => {
    await site.server.service.createIndex('gecici')
    const { page } = await site.open('#view=curate&index=gecici')
    await page.click('summary:has-text("Dizini sil")')
    const button = page.locator('button:has-text("Geri alınmamak üzere sil")')
    await page.fill('#delete-name', 'ders')
    assert.ok(await button.isDisabled())
    await page.fill('#delete-name', 'gecici')
    await button.click()
    await page.locator('#query').waitFor()
    await page.locator('#index option', { hasText: 'gecici' }).waitFor({ state: 'detached' })
    assert.deepEqual(site.server.service.names, ['ders'])
  })
})
