import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openBrowser, openPage, unlessBrowser } from '../support/browser.js'
import { withTable } from '../support/cli.js'
import { scratch } from '../support/scratch.js'

const { anlam, start } = withTable

/** Starts the server as a user would. @param port 0 for a free one */
async function served(
  t: TestContext,
  cwd: string,
  port: string,
): Promise<{ child: ChildProcess; url: string }> {
  const child = start(['serve', '--port', port, '--log-level', 'silent'], { cwd })
  t.after(() => child.kill('SIGKILL'))
  let seen = ''
  for await (const chunk of child.stdout!) {
    seen += chunk
    const url = /at (http:\S+)/.exec(seen)?.[1]
    if (url) return { child, url }
  }
  throw new Error(`the server ended after printing ${JSON.stringify(seen)}`)
}

test('a server killed during a search is said to be gone, and the page goes on once it is back', {
  skip: unlessBrowser,
}, async t => {
  const cwd = scratch(t)
  const rows = ['Zebra otlakta gezer.', 'Kedi damda uyur.'].map((text, i) =>
    JSON.stringify({ id: String(i), text }),
  )
  writeFileSync(join(cwd, 'a.jsonl'), rows.join('\n'))
  const indexed = await anlam(['index', 'a.jsonl'], { cwd })
  if (indexed.code !== 0) throw new Error(indexed.stderr)
  let { child, url } = await served(t, cwd, '0')
  const { port } = new URL(url)
  const browser = await openBrowser(t)
  const { page } = await openPage(browser, `${url}#q=zebra`)
  const best = (text: string): Promise<void> =>
    page.locator('[aria-busy=false] .hit .text').first().filter({ hasText: text }).waitFor()
  const alert = page.locator('[role=alert]')
  await best('Zebra')
  for (const { query, text, searching, gone, again } of [
    {
      query: 'uyuyan kedi',
      text: 'Kedi',
      searching: 'Aranıyor',
      gone: 'Sunucuya ulaşılamıyor',
      again: 'Yeniden dene',
    },
    {
      query: 'gezen zebra',
      text: 'Zebra',
      searching: 'Searching',
      gone: 'cannot be reached',
      again: 'Try again',
    },
  ]) {
    // It takes the question, and does no more.
    child.kill('SIGSTOP')
    await page.fill('#query', query)
    await page.locator('[role=status]', { hasText: searching }).waitFor()
    const ended = once(child, 'close')
    child.kill('SIGKILL')
    await ended
    await alert.filter({ hasText: gone }).waitFor()
    await page.locator('.hit').first().waitFor({ state: 'detached' })
    child = (await served(t, cwd, port)).child
    await alert.getByRole('button', { name: again }).click()
    await best(text)
    await alert.waitFor({ state: 'detached' })
    if (again === 'Yeniden dene') await page.click('header button:has-text("English")')
  }
})
