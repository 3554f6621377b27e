import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { addKey } from '../../src/server/keys.js'
import { unlessBrowser } from '../support/browser.js'
import { openSite, type Site, violations } from '../support/site.js'

describe('keys on the page', { skip: unlessBrowser, concurrency: false }, () => {
  let site: Site
  const keys: Record<string, string> = {}
  before(async () => {
    site = await openSite([{ id: 'ilk', text: 'İlk belge burada.' }], config => {
      for (const scope of ['read', 'write', 'admin'] as const) keys[scope] = addKey(config, scope, scope)
    })
  })
  after(() => site.close())

  const give = async (page: Page, key: string): Promise<void> => {
    await page.fill('input[type=password]', key)
    await page.click('button:has-text("Kullan")')
  }

  test('a missing key, a wrong one and one that only reads are told apart', async () => {
    const { page } = await site.open('#q=belge')
    await page.locator('main', { hasText: 'Bu sunucu bir anahtar istiyor' }).waitFor()
    assert.deepEqual(await violations(page), [])
    await give(page, 'yanlis-anahtar')
    await page.locator('[role=alert]', { hasText: 'tanımıyor' }).waitFor()
    await give(page, keys.read!)
    await page.locator('.hit').first().waitFor()
    assert.equal(await page.locator('input[type=password]').count(), 0)
    // What the key may not do is not offered.
    assert.equal(await page.locator('#view-add').count(), 0)
    await page.click('#view-groups')
    await page.locator('.note', { hasText: 'Anahtarınız yalnızca okuyabilir' }).waitFor()
    assert.equal(await page.locator('button:has-text("Grupları bul")').count(), 0)
    await page.goto(`${site.server.url}#view=add`)
    await page.locator('main', { hasText: 'yazabilen bir anahtar gerekir' }).waitFor()
    await page.click('header button:has-text("Anahtarı unut")')
    await page.locator('main', { hasText: 'Bu sunucu bir anahtar istiyor' }).waitFor()
  })

  test('a key that writes adds to indexes that there are; one that may do everything makes new ones', async () => {
    const { page } = await site.open('#view=add')
    await give(page, keys.write!)
    await page.locator('select#target option').first().waitFor({ state: 'attached' })
    assert.deepEqual(await page.locator('select#target option').allTextContents(), ['ders'])
    await page.click('header button:has-text("Anahtarı unut")')
    await give(page, keys.admin!)
    await page.waitForSelector('input#target')
  })
})
