import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { unlessBrowser } from '../support/browser.js'
import { holdBack, openSite, type Site, violations } from '../support/site.js'

const GOOD =
  '{"id":"z","text":"Zebralar çizgili otobur hayvanlardır."}\n{"id":"k","text":"Kediler geceleri avlanır."}\n'
const BAD = '{"id":"a","text":"Atlar koşar."}\nbozuk\n{"id":"b","text":"Kuşlar uçar."}\n'
const TABLE = 'no;ad;tur\n1;Balina;memeli\n2;Yunus;memeli\n'

interface Content {
  name: string
  text: string
}

describe('files are added by a queue', { skip: unlessBrowser, concurrency: false }, () => {
  let site: Site
  before(async () => {
    site = await openSite([{ id: 'ilk', text: 'İlk belge burada.' }])
  })
  after(() => site.close())

  const give = (page: Page, ...files: Content[]): Promise<void> =>
    page.setInputFiles(
      '#files',
      files.map(({ name, text }) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })),
    )
  const row = (page: Page, name: string, state: string) => page.locator(`.upload.${state}`, { hasText: name })

  test('a bad file is no other’s, says which line, and can be tried again without its bad rows', async () => {
    const { page } = await site.open('#view=add')
    await page.fill('#target', 'hayvanlar')
    await give(page, { name: 'bozuk.jsonl', text: BAD }, { name: 'iyi.jsonl', text: GOOD })
    await row(page, 'iyi.jsonl', 'done').filter({ hasText: '2 belge, 2 parça' }).waitFor()
    const bad = row(page, 'bozuk.jsonl', 'failed')
    await bad.locator('[role=alert] summary').click()
    assert.match((await bad.textContent())!, /line 2: not JSON/)
    await page.locator('[role=status]', { hasText: '1 dosya eklendi, 1 dosya eklenemedi' }).waitFor()
    assert.deepEqual(await violations(page), [])
    await bad.locator('button:has-text("Bozuk satırları atlayarak")').click()
    const retried = row(page, 'bozuk.jsonl', 'done')
    await retried.filter({ hasText: '2 belge' }).waitFor()
    await retried.locator('summary', { hasText: '1 satır atlandı' }).click()
    assert.match(
      (await retried.locator('.skipped li').textContent())!,
      /^2\. satır: geçerli bir JSON satırı değil.*bozuk\.jsonl, line 2: not JSON/,
    )

    // What was added is a link away, in the index that was named.
    await retried.locator('button:has-text("“hayvanlar” dizininde ara")').click()
    await page.fill('#query', 'çizgili hayvan')
    await page.locator('.hit .text').first().filter({ hasText: 'Zebra' }).waitFor()
    assert.equal(await page.inputValue('#index'), 'hayvanlar')
  })

  test('the queue goes on while another view is open; closing the page is asked about; the target stays', async () => {
    const { page } = await site.open('#view=add&index=ders')
    const { held, release } = await holdBack(page, '**/files/**', () => true)
    await page.fill('#target', 'yeni-dizin')
    await give(
      page,
      { name: 'uzun.txt', text: 'Bir paragraf.' },
      { name: 'sonraki.txt', text: 'Öteki paragraf.' },
    )
    await held
    await row(page, 'uzun.txt', 'sending').waitFor()
    await row(page, 'sonraki.txt', 'waiting').locator('button:has-text("Vazgeç")').click()
    await page.click('#view-search')
    const asked = page.waitForEvent('dialog')
    await page.close({ runBeforeUnload: true })
    const dialog = await asked
    assert.equal(dialog.type(), 'beforeunload')
    await dialog.dismiss()
    release()
    await page.click('#view-add')
    await row(page, 'uzun.txt', 'done').waitFor()
    await row(page, 'sonraki.txt', 'cancelled').waitFor()
    await page.goBack()
    await page.locator('#index option', { hasText: 'yeni-dizin' }).first().waitFor({ state: 'attached' })
  })

  test('how much of a file has been sent is shown while a slow network sends it', async () => {
    const { page } = await site.open('#view=add&index=ders')
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Network.enable')
    const network = (uploadThroughput: number) =>
      devtools.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput,
      })
    await network(200_000)
    const text = Array.from({ length: 20_000 }, (_, i) => `Bu, yavaş bir ağdan gelen ${i}. cümledir.`).join(
      ' ',
    )
    await give(page, { name: 'yavaş.txt', text })
    const sending = row(page, 'yavaş.txt', 'sending')
    // Some of it, then more, and never all at once.
    const some = sending.locator('progress[value]')
    await sending.locator('.note', { hasText: /MB’ın 0,[1-9] MB’ı gönderildi/ }).waitFor()
    const [first, whole] = await Promise.all(
      ['value', 'max'].map(async each => Number(await some.getAttribute(each))),
    )
    assert.ok(first! > 0 && first! < whole!, `${first} of ${whole}`)
    await page.waitForSelector(`.upload.sending progress:not([value="${first}"])`)
    await network(-1)
    await row(page, 'yavaş.txt', 'done').waitFor()
  })

  test('a table without a column of text says so, and takes the one that is chosen', async () => {
    const { page } = await site.open('#view=add')
    await page.fill('#target', 'deniz')
    await give(page, { name: 'tablo.csv', text: TABLE })
    const failed = row(page, 'tablo.csv', 'failed')
    await failed.waitFor()
    await page.locator('#columns option').nth(2).waitFor({ state: 'attached' })
    assert.deepEqual(
      await page
        .locator('#columns option')
        .evaluateAll(options => options.map(each => each.getAttribute('value'))),
      ['no', 'ad', 'tur'],
    )
    await failed.locator('input[list=columns]').fill('ad')
    await failed.locator('input[list=columns]').press('Enter')
    await row(page, 'tablo.csv', 'done').filter({ hasText: '2 belge' }).waitFor()
  })

  test('a server that goes away in the middle is a failure of that file, and it can be sent again', async () => {
    const { page } = await site.open('#view=add&index=ders')
    await page.route('**/files/**', route => route.abort())
    await give(page, { name: 'kopan.txt', text: 'Bir paragraf.' })
    const failed = row(page, 'kopan.txt', 'failed')
    await failed.locator('[role=alert]', { hasText: 'Sunucuya ulaşılamıyor' }).waitFor()
    await page.unroute('**/files/**')
    await failed.locator('button:has-text("Yeniden dene")').click()
    await row(page, 'kopan.txt', 'done').waitFor()
  })
})
