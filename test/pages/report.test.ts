import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Browser, Locator } from 'playwright-core'
import { DecisionRow, importDecisions } from '../../src/curation/decisions.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { Group, Pair } from '../../src/mining/types.js'
import type { ReportData } from '../../src/pages/report/data.js'
import { reportHtml } from '../../src/pages/report/html.js'
import { IDENTITY } from '../contract/identity.js'
import { launchBrowser, openPage, unlessBrowser } from '../support/browser.js'
import { ndjson, withTable } from '../support/cli.js'
import { largeReport } from '../support/large-report.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { violations } from '../support/site.js'

const { anlam } = withTable

/** Enough for more groups than a page of them shows. */
const TOPICS = [
  'optimizasyon',
  'sinir-aglari',
  'agaclar',
  'regresyon',
  'kumeleme',
  'siniflandirma',
  'dil-isleme',
  'goru',
]
const CORPUS = TOPICS.map(topic => join(PROJECT_ROOT, 'corpus', 'documents', `${topic}.jsonl`))
const HARD = join(PROJECT_ROOT, 'corpus', 'hard-negatives.jsonl')

describe('the report in a browser', { skip: unlessBrowser, concurrency: false }, () => {
  let browser: Browser
  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser.close())

  /** Opens a report of given data. */
  const opened = (t: TestContext, data: ReportData) => {
    const path = join(scratch(t), 'r.html')
    writeFileSync(path, [...reportHtml(data)].join(''))
    return openPage(browser, pathToFileURL(path).href)
  }

  test('search, sort, filter and open a group, in both languages, without any request', async t => {
    const cwd = scratch(t)
    const run = await anlam(['mine', ...CORPUS, HARD, '--out', 'r', '--quiet'], { cwd })
    assert.equal(run.code, 0, run.stderr)
    const read = <T>(name: string): T[] => ndjson<T>(readFileSync(join(cwd, 'r', name), 'utf8'))
    const pairs = read<Pair>('pairs.jsonl')
    const groups = read<Group>('groups.jsonl')
    const url = pathToFileURL(join(cwd, 'r', 'report.html')).href
    const { page, problems, requests } = await openPage(browser, url)

    assert.match((await page.textContent('h1'))!, /raporu/)
    const status = (section: string): Promise<string | null> => page.textContent(`#${section} [role=status]`)
    assert.equal(await status('groups'), `${groups.length} kayıttan 50 tanesi gösteriliyor`)

    // A query without Turkish letters finds words with them, in groups and in pairs.
    await page.fill('#groups input[type=search]', 'ogrenme hizi')
    const isAbout = (text: string): boolean =>
      ['öğrenme', 'hızı'].every(word => text.toLocaleLowerCase('tr').includes(word))
    const texts = new Map(pairs.flatMap(({ aId, a, bId, b }) => [[aId, a] as const, [bId, b] as const]))
    const about = groups.filter(({ members }) => members.some(id => isAbout(texts.get(id)!)))
    assert.ok(about.length > 0)
    await page
      .locator('#groups [role=status]', { hasText: new RegExp(`^${about.length} kayıttan`) })
      .waitFor()
    assert.equal(await page.locator('#groups details').count(), about.length)
    const first = page.locator('#groups details').first()
    await first.locator('summary').click()
    assert.equal(await first.locator('.members li').count(), about[0]!.members.length)
    assert.ok((await first.textContent())!.includes(about[0]!.representative))

    await page.selectOption('#pairs .field:has-text("Uyarı") select', 'negation')
    const negated = pairs.filter(({ flags }) => flags.includes('negation'))
    const counted = (count: number): Promise<void> =>
      page.locator('#pairs [role=status]', { hasText: new RegExp(`^${count} kayıttan`) }).waitFor()
    await counted(negated.length)
    const shown = await page.locator('#pairs .pair').allTextContents()
    assert.ok(shown.every(text => text.includes('olumsuzluk')))
    await page.selectOption('#pairs .field:has-text("Sırala") select', 'byScoreLast')
    const score = (await page.locator('#pairs .pair .score').first().textContent())!
    assert.equal(Number(score.replace(',', '.')), Number(negated.at(-1)!.score.toFixed(3)))
    await page.selectOption('#pairs .field:has-text("Tür") select', 'related')
    const copies = negated.filter(({ kind }) => kind === 'related').length
    await counted(copies)
    // The best pairs are explained.
    await page.selectOption('#pairs .field:has-text("Sırala") select', 'byScore')
    assert.ok((await page.locator('#pairs mark').count()) > 0, 'words are marked')
    await page.fill('#pairs input[type=search]', 'böyle bir şey yok')
    await page.waitForSelector('#pairs .empty')

    await page.click('nav button')
    assert.match((await page.textContent('h1'))!, /Paraphrase mining report/)
    await page.locator('html[lang=en]').waitFor()
    assert.deepEqual(problems, [])
    assert.deepEqual(requests, [url])

    const narrow = await openPage(browser, url, {
      viewport: { width: 360, height: 740 },
      colorScheme: 'dark',
    })
    const overflow = await narrow.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    assert.ok(overflow <= 0, `${overflow} pixels too wide`)
    assert.deepEqual(narrow.problems, [])
  })

  test('a report of a hundred thousand pairs opens, and can be searched and filtered', async t => {
    const { page, problems } = await opened(t, largeReport(100_000))
    assert.equal(await page.textContent('#pairs [role=status]'), '100.000 kayıttan 50 tanesi gösteriliyor')
    await page.fill('#pairs input[type=search]', 'CÜMLE 42424')
    await page.locator('#pairs [role=status]', { hasText: /^2 kayıttan/ }).waitFor()
    await page.fill('#pairs input[type=search]', '')
    await page.selectOption('#pairs .field:has-text("Sırala") select', 'byText')
    const texts = await page.locator('#pairs .pair .side:nth-child(2) .text').allTextContents()
    assert.equal(texts.length, 50)
    assert.deepEqual(texts, [...texts].sort(new Intl.Collator('tr').compare))
    assert.equal(await page.locator('.warning').count(), 0, 'nothing was cut off')
    assert.deepEqual(problems, [])
  })

  test('a report says what was cut off, takes decisions and gives them and its lists as files, and shows everything on paper', async t => {
    const data = largeReport(20)
    data.summary.pairsFound = 1234
    data.leastScore = 0.7125
    data.groups = [{ representative: 0, members: [0, 1], scores: [1, 0.9] }]
    const { page } = await opened(t, data)
    const note = (await page.locator('#pairs .warning').textContent())!
    assert.match(note, /1\.234 çiftten en benzer 20 tanesi.*eşik 0,713/s)
    assert.match((await page.locator('#groups .note').first().textContent())!, /en az 0,713/)

    // One decides by keys, each going on to the next pair; what was decided is a file, and is there after a reload.
    await page.selectOption('#pairs .field:has-text("Sırala") select', 'byWorth')
    const verdicts = page.locator('#pairs .verdicts')
    await verdicts.first().locator('button').first().focus()
    for (const key of ['1', '2', '3']) await page.keyboard.press(key)
    const summary = page.locator('.decided summary')
    await summary.filter({ hasText: '1 evet, 1 hayır, 1 emin değilim' }).waitFor()
    await summary.click()
    await page.fill('.decided input', 'Ayşe')
    const taken = async (button: Locator): Promise<Buffer> => {
      const downloading = page.waitForEvent('download')
      await button.click()
      return readFileSync(await (await downloading).path())
    }
    const decisions = await taken(page.locator('#decisions'))
    const rows = ndjson<object>(decisions.toString()).map(row => DecisionRow.parse(row))
    assert.deepEqual(rows.map(({ verdict, by }) => [verdict, by]).sort(), [
      ['right', 'Ayşe'],
      ['unsure', 'Ayşe'],
      ['wrong', 'Ayşe'],
    ])
    const index = new MemoryIndex('rapor', IDENTITY)
    assert.equal((await importDecisions(index, rows)).imported, 3)
    await page.reload()
    await summary.filter({ hasText: '1 evet, 1 hayır, 1 emin değilim' }).waitFor()
    await page.selectOption('#pairs .field:has-text("Karar") select', 'right')
    assert.equal(await page.locator('#pairs .pair').count(), 1)
    for (const [label, beginning] of [
      ['CSV', 'score,kind,flags,aId,a,bId,b,verdict\r\n'],
      ['Excel', '\ufeffscore;kind'],
      ['JSONL', '{"score":'],
      ['Parquet', 'PAR1'],
    ] as const) {
      const button = page.locator('#pairs .hand-on').getByRole('button', { name: label, exact: true })
      assert.ok((await taken(button)).toString().startsWith(beginning), label)
    }
    const members = await taken(page.locator('#groups .hand-on button:has-text("JSONL")'))
    assert.equal(ndjson<{ group: number }>(members.toString()).length, 2)
    assert.deepEqual(await violations(page), [])

    await page.emulateMedia({ media: 'print' })
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert.ok(await page.locator('#groups .members').isVisible())
    assert.ok(!(await page.locator('.controls').first().isVisible()))
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert.equal(await page.locator('#groups details[open]').count(), 0)
  })

  test('numbers on axes are written as the language of the page writes them', async t => {
    const data = largeReport(2000)
    data.curve = [0.5, 0.75, 1].map(threshold => ({ threshold, precision: threshold, recall: 1 - threshold }))
    const { page } = await opened(t, data)
    // What charts draw can be read only where they draw it.
    await page.addInitScript(`
      globalThis.drawn = []
      const { fillText } = CanvasRenderingContext2D.prototype
      CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
        drawn.push(text)
        return fillText.call(this, text, ...place)
      }`)
    const labels = async (): Promise<string[]> => {
      await page.waitForFunction(
        "document.querySelectorAll('.charts canvas').length === 2 && drawn.length > 20",
      )
      return page.evaluate<string[]>('drawn.filter(text => /\\d/.test(text))')
    }
    await page.reload()
    const turkish = await labels()
    for (const label of ['2.000', '0,6', '0,8']) assert.ok(turkish.includes(label), turkish.join(' '))
    assert.deepEqual(
      turkish.filter(label => /\d\.\d(?!\d\d)|\d,\d{3}/.test(label)),
      [],
    )
    await page.evaluate('drawn.length = 0')
    await page.click('nav button')
    await page.locator('html[lang=en]').waitFor()
    const english = await labels()
    for (const label of ['2,000', '0.6', '0.8']) assert.ok(english.includes(label), english.join(' '))
    assert.deepEqual(
      english.filter(label => /\d,\d(?!\d\d)|\d\.\d{3}/.test(label)),
      [],
    )
  })

  test('texts that look like markup are shown as text', async t => {
    const hostile = '</script><img src=x onerror="document.title=1"> <!-- & \u2028'
    const data = largeReport(2)
    data.texts[0] = hostile
    const { page, problems } = await opened(t, data)
    assert.equal(await page.locator('#pairs .text').first().textContent(), hostile)
    assert.equal(await page.locator('img').count(), 0)
    assert.deepEqual(problems, [])
  })
})
