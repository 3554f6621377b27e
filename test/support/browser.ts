import { existsSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** Path of Debian's chromium. */
const CHROMIUM = '/usr/bin/chromium'

/** Reason to skip a test that needs a browser; false if there is one. */
export const unlessBrowser = existsSync(CHROMIUM) ? false : `no browser here: ${CHROMIUM} (Debian: chromium)`

export interface Opened {
  page: Page
  /** Script errors and console messages; a page should have none. */
  problems: string[]
  /** URLs of all requests. */
  requests: string[]
}

/** @param args command-line arguments of the browser */
export function launchBrowser(...args: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', ...args] })
}

export async function openBrowser(t: TestContext, ...args: readonly string[]): Promise<Browser> {
  const browser = await launchBrowser(...args)
  t.after(() => browser.close())
  return browser
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ locale: 'tr-TR', ...options })
  const page = await context.newPage()
  const problems: string[] = []
  const requests: string[] = []
  page.on('pageerror', error => problems.push(error.message))
  page.on('console', message => {
    if (message.type() !== 'log') problems.push(message.text())
  })
  page.on('request', request => requests.push(request.url()))
  await page.goto(url)
  return { page, problems, requests }
}
