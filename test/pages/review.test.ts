import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { unlessBrowser } from '../support/browser.js'
import { openSite, type Site, violations } from '../support/site.js'

const WHERE = ['evde', 'bahçede', 'köyde', 'yolda', 'şehirde', 'dağda', 'okulda', 'ormanda']
const ROWS = WHERE.flatMap((where, i) => [
  { id: `a${i}`, text: `Model ${where} yavaş öğreniyor.` },
  { id: `b${i}`, text: `Model ${where} ağır ağır öğreniyor.` },
])

describe('reviewing pairs on the page', { skip: unlessBrowser, concurrency: false }, () => {
  let site: Site
  before(async () => {
    site = await openSite(ROWS)
  })
  after(() => site.close())

  test('a key decides, another takes back; decisions have a name, stay, and are a file', async () => {
    const { page, problems } = await site.open('#view=review')
    const texts = page.locator('.review .text')
    await texts.nth(1).waitFor()
    await page.fill('input[autocomplete=name]', 'Ayşe')
    const status = (text: string): Promise<void> =>
      page.locator('[role=status]', { hasText: text }).first().waitFor()
    const first = await texts.allTextContents()
    await page.locator('h2').first().click()
    await page.keyboard.press('1')
    await status('1 evet, 0 hayır, 0 emin değilim; şimdi 1 çift')
    const second = await texts.allTextContents()
    assert.notDeepEqual(second, first)
    await page.keyboard.press('2')
    await status('1 evet, 1 hayır, 0 emin değilim; şimdi 2 çift')
    await page.keyboard.press('u')
    await status('1 evet, 0 hayır, 0 emin değilim; şimdi 1 çift')
    assert.deepEqual(await texts.allTextContents(), second, 'what was taken back is asked again')
    await page.click('.verdicts .unsure')
    await status('1 evet, 0 hayır, 1 emin değilim; şimdi 2 çift')
    assert.deepEqual(await violations(page), [])

    const downloading = page.waitForEvent('download')
    await page.click('.hand-on button:has-text("JSONL")')
    const rows = readFileSync(await (await downloading).path(), 'utf8')
      .trimEnd()
      .split('\n')
    const labels = rows.map(row => JSON.parse(row) as { a: string; b: string; label: number | null })
    assert.deepEqual(labels.map(({ label }) => label).sort(), [1, null])
    assert.deepEqual(
      labels.filter(({ label }) => label === 1).map(({ a, b }) => [a, b].sort()),
      [[...first].sort()],
    )

    // While there are too few decisions to calibrate by, it is said how many are missing.
    await status('9 evet ve 10 hayır daha gerekiyor')
    assert.ok(await page.locator('#calibrate').isDisabled())
    await page.reload()
    await status('1 evet, 0 hayır, 1 emin değilim; şimdi 0 çift')
    assert.equal(await page.inputValue('input[autocomplete=name]'), 'Ayşe')
    assert.deepEqual(problems, [])
  })
})
