import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { type Config, loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { launchBrowser, type Opened, openPage } from './browser.js'
import { type Serving, serving, servingFiles } from './server.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A server and a browser that the tests of a file share. Each test opens pages of its own, which share nothing. */
export interface Site {
  root: string
  config: Config
  server: Serving
  browser: Browser
  /** @param fragment of the page's URL, such as `#q=zebra` */
  open(fragment?: string, options?: BrowserContextOptions): Promise<Opened>
  close(): Promise<void>
}

/** @param rows documents of the index `ders`, or paths of files; without any there is no index */
export async function openSite(
  rows: readonly object[] | readonly string[],
  prepare: (config: Config) => void = () => undefined,
): Promise<Site> {
  const root = mkdtempSync(join(tmpdir(), 'anlam-site-'))
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(root, 'indexes') } })
  prepare(config)
  const paths = rows.map(row => (typeof row === 'string' ? row : join(root, 'ders.jsonl')))
  if (typeof rows[0] === 'object') writeFileSync(paths[0]!, rows.map(row => JSON.stringify(row)).join('\n'))
  const server =
    rows.length === 0 ? await serving(config) : await servingFiles(config, 'ders', [...new Set(paths)])
  const browser = await launchBrowser()
  return {
    root,
    config,
    server,
    browser,
    open: (fragment = '', options = {}) => openPage(browser, server.url + fragment, options),
    close: async () => {
      await browser.close()
      await server.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

interface Violation {
  id: string
  impact: string
  nodes: { html: string }[]
}

/** Accessibility problems that axe rates serious or worse. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const found = await page.evaluate<Violation[]>('axe.run().then(result => result.violations)')
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)
}

/** Holds the requests that a test names back until it lets them go. */
export async function holdBack(
  page: Page,
  url: string,
  isHeld: (body: Record<string, unknown>) => boolean,
): Promise<{ held: Promise<void>; release: () => void }> {
  let arrived = (): void => undefined
  let release = (): void => undefined
  const held = new Promise<void>(resolve => {
    arrived = resolve
  })
  const released = new Promise<void>(resolve => {
    release = resolve
  })
  await page.route(url, async route => {
    const sent = route.request().postData() ?? ''
    if (isHeld(sent.startsWith('{') ? (JSON.parse(sent) as Record<string, unknown>) : {})) {
      arrived()
      await released
    }
    // Its page may have given it up.
    await route.continue().catch(() => undefined)
  })
  return { held, release }
}
