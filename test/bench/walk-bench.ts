import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { unlessBrowser } from '../support/browser.js'
import { openSite } from '../support/site.js'
import { readTexts } from './encode-bench.js'
import { table } from './report.js'

const SENTENCES = 5000
/** Pairs that the person decides about. */
const DECIDED = 40
/** Every so many sentences come twice; and rows that cannot be read. */
const REPEATED = 50
const BAD_ROWS = 5
/**
 * From which cosine the person calls a pair the same: about where sentences of this corpus begin to be so, by eye. Groups of the
 * built-in model begin far below.
 */
const SAME = 0.8
/**
 * Seconds of a person: of thinking before a step, of pointing and pressing, of a key (Card, Moran and Newell 1983), and of
 * reading a word (Brysbaert 2019: 238 a minute).
 */
const THINK = 1.35
const CLICK = 1.3
const KEY = 0.28
const WORD = 60 / 238

/**
 * A person who cleans training sentences on the page, from dropping the file to the cleaned file: how many clicks and keys,
 * how long the machine takes, and how long a person would. @param corpus file of sentences
 */
export async function benchWalk(corpus: string): Promise<void> {
  if (unlessBrowser) throw new Error(unlessBrowser)
  const sentences = [...new Set(readTexts(corpus))].slice(0, SENTENCES)
  const site = await openSite([])
  try {
    const file = join(site.root, 'egitim.jsonl')
    const repeated = sentences.filter((_, i) => i % REPEATED === 0)
    const rows = [...sentences, ...repeated].map((text, i) =>
      JSON.stringify({ id: `s${i}`, text, kaynak: i % 3 }),
    )
    for (let i = 0; i < BAD_ROWS; i++) rows.splice(1000 * i + 500, 0, '{"id": "bozuk"')
    writeFileSync(file, rows.join('\n'))
    const { page, problems } = await site.open()
    const walk = new Walk(page)
    await walk.step('adds the file to a new index, without its bad rows', async () => {
      await walk.click('#view-add')
      await walk.type('#target', 'egitim')
      // Dropped or chosen: one gesture.
      walk.clicks++
      await page.setInputFiles('#files', file)
      await walk.click('button:has-text("Bozuk satırları atlayarak")')
      await page.locator('.upload.done').waitFor({ timeout: 0 })
      await walk.click('button:has-text("dizininde ara")')
    })
    await walk.step('removes exact copies', async () => {
      await walk.click('#view-curate')
      await walk.click('#count-copies')
      await walk.click('#remove-copies')
      await page.locator('[role=status]', { hasText: /\d+ belge kaldırıldı/ }).waitFor({ timeout: 0 })
    })
    await walk.step('finds groups that say the same', async () => {
      await walk.click('#view-groups')
      await walk.click('button:has-text("Grupları bul")')
      await page.locator('.list details').first().waitFor({ timeout: 0 })
    })
    await walk.step(`decides about ${DECIDED} pairs, the most telling first`, async () => {
      await walk.click('button:has-text("Çiftlerini değerlendir")')
      for (let i = 0; i < DECIDED; i++) await walk.decide()
    })
    await walk.step(
      'reads what is least alike, asks for more likeness, and keeps one of each group',
      async () => {
        await walk.click('#view-groups')
        await walk.click('#count-copies')
        await page.locator('.least-alike').waitFor({ timeout: 0 })
        await walk.read('.least-alike')
        await walk.type('#least-alike', String(SAME))
        await walk.click('#count-copies')
        await page.locator('.least-alike').waitFor({ timeout: 0 })
        await walk.read('.least-alike')
        await walk.click('#remove-copies')
        await page.locator('[role=status]', { hasText: /\d+ belge kaldırıldı/ }).waitFor({ timeout: 0 })
      },
    )
    let left = 0
    await walk.step('takes the cleaned sentences along', async () => {
      await walk.click('#view-curate')
      const downloading = page.waitForEvent('download')
      await walk.click('.hand-on button:has-text("JSONL")')
      left = readFileSync(await (await downloading).path(), 'utf8')
        .trimEnd()
        .split('\n').length
    })
    const { index } = await site.server.service.searcher('egitim')
    assert.equal(left, (await index.stats()).documents)
    assert.ok(left <= sentences.length && left > 0)
    // The file is refused once, for its bad rows.
    assert.deepEqual(
      problems.filter(problem => !problem.includes('400')),
      [],
    )
    console.log(`\n${rows.length} rows, ${left} sentences in the end`)
    walk.print()
  } finally {
    await site.close()
  }
}

/** What a person does, counted. */
class Walk {
  clicks = 0
  private keys = 0
  private words = 0
  private decided = 0
  private readonly rows: string[][] = []
  private readonly sum = { clicks: 0, keys: 0, machine: 0, person: 0 }

  constructor(private readonly page: Page) {}

  async click(selector: string): Promise<void> {
    this.clicks++
    await this.page.locator(selector).first().click({ timeout: 0 })
  }

  async type(selector: string, text: string): Promise<void> {
    this.clicks++
    this.keys += text.length
    await this.page.fill(selector, text)
  }

  /** Reads what is shown. */
  async read(selector: string): Promise<void> {
    const texts = await this.page.locator(selector).allInnerTexts()
    this.words += texts.join(' ').split(/\s+/).length
  }

  /** Reads a pair, and presses the key of a verdict: yes for what is not flagged and nearly the same. */
  async decide(): Promise<void> {
    await this.page.locator('.review[aria-busy=false]').waitFor({ timeout: 0 })
    await this.read('.review .text')
    this.keys++
    const isFlagged = (await this.page.locator('.review .flag').count()) > 0
    const score = Number((await this.page.textContent('.review .score'))!.replace(',', '.'))
    await this.page.keyboard.press(!isFlagged && score >= SAME ? '1' : '2')
    const decided = new RegExp(`şimdi ${++this.decided} çift`)
    await this.page.locator('[role=status]', { hasText: decided }).waitFor({ timeout: 0 })
  }

  async step(name: string, work: () => Promise<void>): Promise<void> {
    this.clicks = this.keys = this.words = 0
    const started = performance.now()
    await work()
    const machine = (performance.now() - started) / 1000
    const { clicks, keys, words } = this
    const person = clicks * (THINK + CLICK) + keys * KEY + words * WORD
    this.add(name, { clicks, keys, machine, person })
    for (const [what, value] of Object.entries({ clicks, keys, machine, person }))
      this.sum[what as keyof typeof this.sum] += value
  }

  private add(name: string, { clicks, keys, machine, person }: typeof this.sum): void {
    this.rows.push([name, String(clicks), String(keys), machine.toFixed(1), person.toFixed(0)])
  }

  print(): void {
    this.add('all', this.sum)
    table('What a person does', ['', 'clicks', 'keys', 'machine, s', 'person, s'], this.rows)
  }
}
