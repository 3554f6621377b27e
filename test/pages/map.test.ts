import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { unlessBrowser } from '../support/browser.js'
import { openSite, type Site, violations } from '../support/site.js'

const TOPICS: Record<string, string[]> = {
  hayvan: ['zebra', 'kedi', 'köpek', 'at', 'kuş', 'balık'],
  yemek: ['çorba', 'pilav', 'börek', 'salata', 'köfte', 'tatlı'],
}
const WHERE = ['evde', 'bahçede', 'köyde', 'yolda', 'şehirde', 'dağda']
const ROWS = Object.entries(TOPICS).flatMap(([tur, names]) =>
  names.flatMap((name, i) =>
    WHERE.map((where, j) => ({
      id: `${tur}-${i}-${j}`,
      text: `Dün ${where} güzel bir ${name} gördük.`,
      tur,
    })),
  ),
)

describe('the map', { skip: unlessBrowser, concurrency: false }, () => {
  let site: Site
  before(async () => {
    site = await openSite(ROWS)
  })
  after(() => site.close())

  test('a region is selected by drawing or by a list; it is a file, a filter and a list', async () => {
    const { page, problems, requests } = await site.open('#q=zebra')
    await page.locator('.hit').first().waitFor()
    assert.ok(!requests.some(url => url.includes('corpus-map')), 'charts are loaded where one is')
    await page.click('#view-map')
    const canvas = page.locator('.chart canvas').first()
    await canvas.waitFor()
    const note = page.locator('.note', { hasText: `${ROWS.length} parçanın tümü gösteriliyor` })
    await note.filter({ hasText: /“zebra” aramasının haritadaki \d+ sonucu/ }).waitFor()
    const box = (await canvas.boundingBox())!
    await page.mouse.move(box.x + 0.03 * box.width, box.y + 0.04 * box.height)
    await page.mouse.down()
    for (const [x, y] of [
      [0.97, 0.04],
      [0.97, 0.96],
      [0.03, 0.96],
    ] as const)
      await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 4 })
    await page.mouse.up()
    const selected = page.locator('[role=status]', { hasText: /parça seçildi/ })
    await selected.waitFor()
    assert.deepEqual(await violations(page), [])

    await page.selectOption('#colours', 'tur')
    assert.deepEqual(await page.locator('.legend bdi').allTextContents(), ['hayvan', 'yemek'])
    await page.selectOption('#regions', { index: 1 })
    const count = Number(/\d+/.exec((await selected.textContent())!)![0])
    assert.ok(count > 0 && count < ROWS.length, String(count))
    const downloading = page.waitForEvent('download')
    await page.click('.hand-on button:has-text("JSONL")')
    const rows = readFileSync(await (await downloading).path(), 'utf8')
      .trimEnd()
      .split('\n')
    assert.equal(rows.length, count)
    const first = JSON.parse(rows[0]!) as Record<string, string>
    assert.ok(first.id && first.text && first.tur, rows[0])

    const chip = page.locator('.chips .chip').first()
    const value = /tur: (\p{L}+)/u.exec((await chip.textContent())!)![1]!
    await chip.click()
    await page.locator('.hit').first().waitFor()
    assert.equal(new URL(page.url()).hash.includes(`f.tur=${value}`), true)
    assert.deepEqual(problems, [])
  })

  test('a finger scrolls past the map until one asks to draw', async () => {
    const { page } = await site.open('#view=map', {
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    })
    const chart = page.locator('.chart')
    await chart.locator('canvas').first().waitFor()
    const action = (): Promise<string> =>
      page.evaluate<string>("getComputedStyle(document.querySelector('.chart')).touchAction")
    assert.equal(await action(), 'pan-y')
    await page.click('label:has-text("Bölge çiz")')
    assert.equal(await action(), 'none')
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    assert.ok(overflow <= 0, `${overflow} pixels too wide`)
  })
})

describe('the map of a large index', { skip: unlessBrowser, concurrency: false }, () => {
  /** More than a map has points. */
  const many = Array.from({ length: 30 }, (_, n) =>
    ROWS.map(row => ({ ...row, id: `${row.id}-${n}`, text: `${row.text} Bu, ${n}. gündü.` })),
  ).flat()
  let site: Site
  before(async () => {
    site = await openSite(many)
  })
  after(() => site.close())

  const ask = async <T>(path: string, body?: object): Promise<T> => {
    const options = body ? { method: 'POST', body: JSON.stringify(body) } : {}
    return (await (await fetch(`${site.server.url}/v1/${path}`, options)).json()) as T
  }

  test('it says that it shows a sample, draws rings around the present hits, and colours by a field', async () => {
    const { points } = await ask<{ points: { id: string }[] }>('indexes/ders/map')
    const { hits } = await ask<{ hits: { id: string }[] }>('search', { query: 'zebra', index: 'ders', k: 50 })
    const shown = new Set(points.map(({ id }) => id))
    const ringed = hits.filter(({ id }) => shown.has(id)).length
    assert.equal(points.length, 2000)
    assert.ok(ringed > 0)
    for (const { locale, sample, rings } of [
      {
        locale: 'tr-TR',
        sample: '2.160 parçadan rastgele seçilmiş 2.000 tanesi gösteriliyor.',
        rings: `“zebra” aramasının haritadaki ${ringed} sonucu halkalı.`,
      },
      {
        locale: 'en-US',
        sample: 'A random sample of 2,000 of 2,160 passages is shown.',
        rings: `${ringed} hits of the search “zebra” have a ring.`,
      },
    ]) {
      const picture = async (page: Page): Promise<string> => {
        await page.locator('.chart canvas').first().waitFor()
        return page.evaluate<string>(`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
          done(document.querySelector('.chart canvas').toDataURL()))))`)
      }
      const { page: plain } = await site.open('#view=map', { locale })
      await plain.locator('.note', { hasText: sample }).waitFor()
      const without = await picture(plain)
      const { page, problems } = await site.open('#view=map&q=zebra', { locale })
      await page.locator('.note', { hasText: sample }).filter({ hasText: rings }).waitFor()
      const ofHits = await picture(page)
      assert.notEqual(ofHits, without, 'hits are drawn')
      await page.selectOption('#colours', 'tur')
      assert.deepEqual(await page.locator('.legend bdi').allTextContents(), ['hayvan', 'yemek'])
      assert.notEqual(await picture(page), ofHits, 'a field has its colours')
      await page.selectOption('#colours', '')
      assert.equal(await page.locator('.legend').count(), 0)
      assert.equal(await picture(page), ofHits)
      assert.deepEqual(problems, [])
    }
  })
})
