import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { reportHtml } from '../../src/pages/report/html.js'
import { openPage, unlessBrowser } from '../support/browser.js'
import { largeReport } from '../support/large-report.js'
import { openSite, type Site } from '../support/site.js'
import { median, table } from './report.js'

const RUNS = 5
const PAIRS = 100_000
/** A slow mobile network: 1.6 Mbit/s down, 0.75 up, 150 ms. */
const SLOW = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1_000_000) / 8,
  uploadThroughput: (0.75 * 1_000_000) / 8,
}
/** Bytes of the first view, milliseconds to the first hit of a link on a slow network, and of sorting a report. */
const BUDGETS = { first: 150_000, hit: 2000, sort: 500 }

/** What a page weighs and how long it takes, beside what it may. @param corpus files to search in */
export async function benchPage(corpus: string): Promise<void> {
  if (unlessBrowser) throw new Error(unlessBrowser)
  const site = await openSite([corpus])
  try {
    const loads: Awaited<ReturnType<typeof load>>[] = []
    for (let run = 0; run < RUNS; run++) loads.push(await load(site))
    const of = (what: keyof (typeof loads)[0]): number => median(loads.map(each => each[what]))
    const sorted = await sorting(site)
    const row = (name: string, value: number, unit: string, budget?: number): string[] => [
      name,
      `${Math.round(unit === 'KB' ? value / 1000 : value)} ${unit}`,
      budget === undefined ? '' : `${Math.round(unit === 'KB' ? budget / 1000 : budget)} ${unit}`,
      budget === undefined ? '' : value <= budget ? 'kept' : 'EXCEEDED',
    ]
    table(
      `The page, median of ${RUNS} visits; 1.6 Mbit/s and 150 ms where a network is named`,
      ['what', 'measured', 'budget', ''],
      [
        row('first view, all that is sent', of('first'), 'KB', BUDGETS.first),
        row('the map in addition, with its points', of('map'), 'KB'),
        row('a second visit', of('again'), 'KB'),
        row('from a link to its first hit, slow network', of('hit'), 'ms', BUDGETS.hit),
        row('from a link to its first hit, this machine', of('near'), 'ms'),
        row(`sorting a report of ${PAIRS} pairs by text`, sorted, 'ms', BUDGETS.sort),
      ],
    )
  } finally {
    await site.close()
  }
}

async function load(site: Site) {
  const { page } = await openPage(site.browser, 'about:blank')
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  let bytes = 0
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  const take = (): number => {
    const taken = bytes
    bytes = 0
    return taken
  }
  await devtools.send('Network.emulateNetworkConditions', SLOW)
  const link = `${site.server.url}#q=${encodeURIComponent('öğrenme hızı nasıl seçilir')}`
  const hit = await timeToHit(page, link)
  await page.waitForLoadState('networkidle')
  const first = take()
  await devtools.send('Network.emulateNetworkConditions', { ...SLOW, latency: 0, downloadThroughput: -1 })
  await page.click('#view-map')
  await page.locator('.chart canvas').first().waitFor()
  const map = take()
  await page.goto('about:blank')
  take()
  const near = await timeToHit(page, link)
  await page.waitForLoadState('networkidle')
  const again = take()
  await page.context().close()
  return { hit, first, map, near, again }
}

async function timeToHit(page: Page, link: string): Promise<number> {
  const started = performance.now()
  await page.goto(link, { waitUntil: 'commit' })
  await page.locator('.hit').first().waitFor()
  return performance.now() - started
}

/** Milliseconds from choosing the order until the list is drawn. */
async function sorting({ browser }: Site): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  try {
    const path = join(folder, 'report.html')
    writeFileSync(path, [...reportHtml(largeReport(PAIRS))].join(''))
    const { page } = await openPage(browser, pathToFileURL(path).href)
    return await page.evaluate<number>(`new Promise(resolve => {
      const select = document.querySelector('#pairs option[value=byText]').parentElement
      const started = performance.now()
      select.value = 'byText'
      select.dispatchEvent(new Event('change', { bubbles: true }))
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)))
    })`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
