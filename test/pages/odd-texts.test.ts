import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { unlessBrowser } from '../support/browser.js'
import { scratchFolder } from '../support/scratch.js'
import { openSite, type Site } from '../support/site.js'

const ARABIC = 'كتاب: "zebra" حيوان (مخطط) 3.'
const TURKISH = 'Zebra sözcüğü Arapçada «حمار وحشي» diye yazılır.'
const LONG = `Zebra ${'uzun bir cümlenin içinde uzun uzun gezer '.repeat(60)}ve sonunda durur.`
const ROWS = [
  { id: 'وثيقة', title: 'عنوان 1', text: ARABIC, نوع: 'حيوان' },
  { id: 'tr', title: 'Başlık', text: TURKISH, نوع: 'لغة' },
  { id: 'uzun', text: LONG },
]
const LANGUAGES = [
  { locale: 'tr-TR', showAll: 'Tümünü göster', showLess: 'Kısalt' },
  { locale: 'en-US', showAll: 'Show all', showLess: 'Show less' },
] as const

describe('odd texts on the page', { skip: unlessBrowser, concurrency: false }, () => {
  let site: Site
  const folder = scratchFolder()
  before(async () => {
    const file = join(folder.path, 'ملف.jsonl')
    writeFileSync(file, ROWS.map(row => JSON.stringify(row)).join('\n'))
    site = await openSite([file])
  })
  after(async () => {
    await site.close()
    folder.remove()
  })

  /** The direction of the element of a selector that holds some words. */
  const direction = (page: Page, selector: string, words: string): Promise<string> =>
    page.evaluate<string>(
      `getComputedStyle([...document.querySelectorAll('${selector}')]
        .find(each => (each.value ?? each.textContent).includes('${words}'))).direction`,
    )

  /** That elements stand beside each other, from left to right. */
  async function assertInOrder(...elements: Locator[]): Promise<void> {
    const boxes = await Promise.all(elements.map(async each => (await each.boundingBox())!))
    for (const [i, box] of boxes.slice(1).entries()) {
      const before = boxes[i]!
      assert.ok(before.x + before.width <= box.x + 1, JSON.stringify(boxes))
    }
  }

  test('a text runs in its own direction, and turns nothing around that stands beside it', async () => {
    for (const { locale } of LANGUAGES) {
      const { page, problems } = await site.open('#q=zebra&mode=lexical', { locale })
      const hit = page.locator('.hit', { hasText: 'كتاب' })
      await hit.waitFor()
      assert.equal(await hit.locator('.text').textContent(), ARABIC)
      assert.equal(await direction(page, '.hit .text', 'كتاب'), 'rtl')
      assert.equal(await direction(page, '.hit h3', 'عنوان'), 'rtl')
      // A text that only quotes such words runs as Turkish does, and so does the page.
      const quoting = page.locator('.hit', { hasText: 'Arapçada' })
      assert.equal(await direction(page, '.hit .text', 'Arapçada'), 'ltr')
      assert.equal(await direction(page, '.hit h3', 'Başlık'), 'ltr')
      assert.equal(await direction(page, 'main', 'zebra'), 'ltr')

      // Names that run from right to left stay in the order of the line that they stand in.
      const [source, id] = [hit.locator('.id bdi').nth(0), hit.locator('.id bdi').nth(1)]
      assert.deepEqual([await source.textContent(), await id.textContent()], ['ملف.jsonl', 'وثيقة'])
      await assertInOrder(source, id)
      const chip = hit.locator('.chip')
      await assertInOrder(chip.locator('bdi').nth(0), chip.locator('bdi').nth(1))
      await chip.click()
      const filter = page.locator('ul.chips .chip')
      await assertInOrder(
        filter.locator('bdi').nth(0),
        filter.locator('bdi').nth(1),
        filter.locator('span').first(),
      )
      await quoting.waitFor({ state: 'detached' })
      assert.equal(await page.locator('.hit').count(), 1)

      await page.fill('#query', 'حيوان')
      assert.equal(await direction(page, '#query', 'حيوان'), 'rtl')
      assert.deepEqual(problems, [])
    }
  })

  test('a long text is cropped until one asks for all of it', async () => {
    for (const { locale, showAll, showLess } of LANGUAGES) {
      const { page } = await site.open('#q=zebra&mode=lexical', { locale })
      const hit = page.locator('.hit', { hasText: 'uzun uzun' })
      await hit.waitFor()
      const cropped = (await hit.locator('.text').textContent())!
      assert.ok(cropped.endsWith(' …') && cropped.length < LONG.length / 2, cropped)
      await hit.getByRole('button', { name: showAll, expanded: false }).click()
      assert.equal(await hit.locator('.text').textContent(), LONG)
      await hit.getByRole('button', { name: showLess, expanded: true }).click()
      assert.equal(await hit.locator('.text').textContent(), cropped)
      assert.equal(await page.locator('.whole').count(), 1, 'short ones have no button')
    }
  })
})
