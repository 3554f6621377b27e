import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { unlessBrowser } from '../support/browser.js'
import { scratchFolder } from '../support/scratch.js'
import { holdBack, openSite, type Site } from '../support/site.js'
import { smallTransformer } from '../support/small-transformer.js'

/** Most tokens that explaining one text may encode, as `docs/decisions` has it for models that are not static. */
const BUDGET = 2048
const WORDS = ['zebra', 'otlak', 'gezer', 'durur', 'koşar', 'dağ', 'ırmak', 'orman']
const textOf = (name: string, words: number): string =>
  `${name} ${Array.from({ length: words - 1 }, (_, i) => WORDS[i % WORDS.length]).join(' ')}`
const ROWS = [
  { id: 'short', text: textOf('kısa', 8) },
  { id: 'long', text: textOf('uzun', 300) },
  { id: 'longest', text: textOf('upuzun', 1200) },
]
const LANGUAGES = [
  {
    locale: 'tr-TR',
    explain: 'Açıkla',
    explaining: 'Açıklanıyor…',
    hide: 'Açıklamayı gizle',
    tooLong: 'Bu metin, sözcük sözcük açıklanamayacak kadar uzun.',
    showAll: 'Tümünü göster',
  },
  {
    locale: 'en-US',
    explain: 'Explain',
    explaining: 'Explaining…',
    hide: 'Hide explanation',
    tooLong: 'This text is too long to be explained word by word.',
    showAll: 'Show all',
  },
] as const

describe('explaining hits on the page', { skip: unlessBrowser, concurrency: false }, () => {
  let site: Site
  const folder = scratchFolder()
  before(async () => {
    // One that is dear enough for the budget to count, and takes texts of that length.
    smallTransformer(
      folder.path,
      ROWS.map(({ text }) => text),
      2000,
    )
    site = await openSite(ROWS, config => {
      config.model = folder.path
    })
  })
  after(async () => {
    await site.close()
    folder.remove()
  })

  test('it is said that it goes on; the longer a text is, the fewer parts it has, and too long a one none', async () => {
    const encoder = await site.server.service.encoder('ders')
    const texts = ROWS.map(({ text }) => text)
    const { tokens } = await encoder.encode(texts)
    for (const { locale, explain, explaining, hide, tooLong, showAll } of LANGUAGES) {
      const { page, problems } = await site.open(`#q=${encodeURIComponent(ROWS[0]!.text)}&mode=semantic`, {
        locale,
      })
      const { held, release } = await holdBack(page, '**/v1/explain', () => true)
      const parts: number[] = []
      for (const [i, { id }] of ROWS.entries()) {
        const hit = page.locator('.hit', { has: page.getByText(id, { exact: true }) })
        const answered = page.waitForResponse('**/v1/explain')
        await hit.getByRole('button', { name: explain }).click()
        if (i === 0) {
          await held
          const button = hit.locator('button[aria-busy=true]')
          assert.equal(await button.textContent(), explaining)
          assert.equal(await hit.locator('mark').count(), 0)
          release()
        }
        await hit.locator('[aria-busy=false]', { hasText: hide }).waitFor()
        const { b } = (await (await answered).json()) as { b: { weight: number }[] }
        assert.equal(await hit.locator('.note', { hasText: tooLong }).count(), i === 2 ? 1 : 0, id)
        if (i > 0) await hit.getByRole('button', { name: showAll }).click()
        // Where leaving out anything makes a text more alike, there is nothing to mark.
        const isMarked = b.some(({ weight }) => weight > 0)
        assert.equal(await hit.locator('mark').count(), isMarked ? b.length : 0, id)
        parts.push(b.length)
      }
      assert.equal(parts[0], 8, 'each word of a short text')
      assert.ok(parts[1]! >= 2 && parts[1]! < 8, `${parts[1]} parts`)
      assert.equal(parts[2], 0)
      for (const [i, count] of parts.entries())
        assert.ok(count * tokens[i]! <= BUDGET, `${ROWS[i]!.id}: ${count} times ${tokens[i]} tokens`)
      assert.deepEqual(problems, [])
    }
  })
})
