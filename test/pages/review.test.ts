import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { unitCosine } from '../../src/basics/vectors.js'
import { AnlamClient } from '../../src/client/client.js'
import { allDecisions } from '../../src/curation/decisions.js'
import { tellsOfCosine } from '../../src/curation/labels.js'
import { unlessBrowser } from '../support/browser.js'
import { openSite, type Site, violations } from '../support/site.js'

const WHERE = ['evde', 'bahçede', 'köyde', 'yolda', 'şehirde', 'dağda', 'okulda', 'ormanda']
const ROWS = WHERE.flatMap((where, i) => [
  { id: `a${i}`, text: `Model ${where} yavaş öğreniyor.` },
  { id: `b${i}`, text: `Model ${where} ağır ağır öğreniyor.` },
])

describe('reviewing pairs on the page', { skip: unlessBrowser, concurrency: false }, () => {
  let site: Site
  before(async () => {
    site = await openSite(ROWS)
  })
  after(() => site.close())

  test('a key decides, another takes back; decisions have a name, stay, and are a file', async () => {
    const { page, problems } = await site.open('#view=review')
    const texts = page.locator('.review .text')
    await texts.nth(1).waitFor()
    await page.fill('input[autocomplete=name]', 'Ayşe')
    const status = (text: string): Promise<void> =>
      page.locator('[role=status]', { hasText: text }).first().waitFor()
    const first = await texts.allTextContents()
    await page.locator('h2').first().click()
    await page.keyboard.press('1')
    await status('1 evet, 0 hayır, 0 emin değilim; şimdi 1 çift')
    const second = await texts.allTextContents()
    assert.notDeepEqual(second, first)
    await page.keyboard.press('2')
    await status('1 evet, 1 hayır, 0 emin değilim; şimdi 2 çift')
    await page.keyboard.press('u')
    await status('1 evet, 0 hayır, 0 emin değilim; şimdi 1 çift')
    assert.deepEqual(await texts.allTextContents(), second, 'what was taken back is asked again')
    await page.click('.verdicts .unsure')
    await status('1 evet, 0 hayır, 1 emin değilim; şimdi 2 çift')
    assert.deepEqual(await violations(page), [])

    const downloading = page.waitForEvent('download')
    await page.click('.hand-on button:has-text("JSONL")')
    const rows = readFileSync(await (await downloading).path(), 'utf8')
      .trimEnd()
      .split('\n')
    const labels = rows.map(row => JSON.parse(row) as { a: string; b: string; label: number | null })
    assert.deepEqual(labels.map(({ label }) => label).sort(), [1, null])
    assert.deepEqual(
      labels.filter(({ label }) => label === 1).map(({ a, b }) => [a, b].sort()),
      [[...first].sort()],
    )

    // While there are too few decisions to calibrate by, it is said how many are missing.
    await status('9 evet ve 10 hayır daha gerekiyor')
    assert.ok(await page.locator('#calibrate').isDisabled())
    await page.reload()
    await status('1 evet, 0 hayır, 1 emin değilim; şimdi 0 çift')
    assert.equal(await page.inputValue('input[autocomplete=name]'), 'Ayşe')
    assert.deepEqual(problems, [])
  })
})

const SUBJECTS = [
  'Öğrenci', 'Robot', 'Çocuk', 'Kedi', 'Sürücü', 'Doktor', 'Bilgisayar', 'Öğretmen', 'Futbolcu', 'Aşçı',
  'Papağan', 'Ressam', 'Kaptan', 'Çiftçi', 'Terzi', 'Yazar', 'Pilot', 'Arı', 'Ozan', 'Bahçıvan',
] // biome-ignore format: a list
/** Half of the last digit of a threshold. */
const ROUNDING = 0.005
const SLOW = SUBJECTS.map(name => `${name} yavaş öğreniyor.`)
const SLOWLY = SUBJECTS.map(name => `${name} ağır ağır öğreniyor.`)

describe('calibrating by decisions on the page', { skip: unlessBrowser, concurrency: false }, () => {
  let site: Site
  before(async () => {
    site = await openSite([...SLOW, ...SLOWLY].map((text, i) => ({ id: String(i), text })))
  })
  after(() => site.close())

  test('once there are enough, one press sets the threshold; its precision before and after is shown', async () => {
    // Most were decided about before.
    const { index } = await site.server.service.searcher('ders')
    await new AnlamClient({ url: site.server.url }).decide(
      'ders',
      Array.from({ length: 9 }, (_, i) => [
        { a: SLOW[i]!, b: SLOWLY[i]!, verdict: 'right' as const },
        { a: SLOW[i]!, b: SLOWLY[i + 1]!, verdict: 'wrong' as const },
      ]).flat(),
    )
    const { page, problems } = await site.open('#view=review')
    await page.locator('[role=status]', { hasText: '1 evet ve 1 hayır daha gerekiyor' }).waitFor()
    assert.ok(await page.locator('#calibrate').isDisabled())
    await page.locator('.review .text').nth(1).waitFor()
    await page.locator('h2').first().click()
    const subjects = async (): Promise<(string | undefined)[]> =>
      (await page.locator('.review .text').allTextContents()).map(text => text.split(' ')[0])
    for (let now = 1; now <= 60 && !(await page.locator('#calibrate').isEnabled()); now++) {
      const [a, b] = await subjects()
      await page.keyboard.press(a === b ? '1' : '2')
      await page.locator('[role=status]', { hasText: `şimdi ${now} çift` }).waitFor()
      await page.locator('.review[aria-busy=false] .text').nth(1).waitFor()
    }
    await page.click('#calibrate')
    const rows = page.locator('.before-after tbody tr')
    await rows.nth(1).waitFor()
    const cells = async (): Promise<string[][]> => [
      await page.locator('.before-after thead th').allTextContents(),
      ...(await Promise.all((await rows.all()).map(row => row.locator('th, td').allTextContents()))),
    ]
    const [head, before, after] = await cells()
    assert.deepEqual(head, ['eşik', 'kesinlik', 'duyarlılık'])
    assert.deepEqual([before![0], after![0]], ['önce', 'sonra'])
    assert.notEqual(before![1], after![1])

    // What is shown is so.
    const decisions = (await allDecisions(index)).filter(tellsOfCosine)
    const encoder = await site.server.service.encoder('ders')
    const { values, dimension } = await encoder.encode(decisions.flatMap(({ a, b }) => [a, b]))
    const row = (i: number): Float32Array => values.subarray(i * dimension, (i + 1) * dimension)
    const scored = decisions.map(({ verdict }, i) => ({
      isRight: verdict === 'right',
      score: unitCosine(row(2 * i), row(2 * i + 1)),
    }))
    const right = scored.filter(({ isRight }) => isRight).length
    await page
      .locator('[role=status]', { hasText: `${scored.length} çiftle ayarlandı; ${right} tanesi aynı şeyi` })
      .waitFor()
    const percent = (share: number): string => new Intl.NumberFormat('tr', { style: 'percent' }).format(share)
    const figuresAt = (threshold: number): string => {
      const accepted = scored.filter(({ score }) => score >= threshold)
      const rightOnes = accepted.filter(({ isRight }) => isRight).length
      return `${accepted.length === 0 ? '–' : percent(rightOnes / accepted.length)} ${percent(rightOnes / right)}`
    }
    for (const [, shown, precision, recall] of [before!, after!]) {
      const threshold = Number(shown!.replace(',', '.'))
      // A threshold is shown rounded: a pair may lie between it and the true one.
      const near = scored.map(({ score }) => score).filter(score => Math.abs(score - threshold) <= ROUNDING)
      const possible = [threshold - ROUNDING, threshold + ROUNDING, ...near].map(figuresAt)
      assert.ok(
        possible.includes(`${precision} ${recall}`),
        `${precision} ${recall} at ${shown}: ${possible}`,
      )
    }
    assert.deepEqual(await violations(page), [])

    await page.click('header button:has-text("English")')
    const [names, first, last] = await cells()
    assert.deepEqual(names, ['threshold', 'precision', 'recall'])
    assert.deepEqual([first![0], last![0]], ['before', 'after'])
    assert.equal(last![1], after![1]!.replace(',', '.'))
    assert.deepEqual(problems, [])
  })
})
