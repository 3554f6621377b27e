import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openBrowser, unlessBrowser } from '../support/browser.js'
import { readAll } from '../support/corpus.js'
import { scratch } from '../support/scratch.js'
import { commonInOrder, wordsOf } from '../support/word-order.js'
import { lesson } from './samples/lesson.js'
import { prints } from './samples/prints.js'
import { TEX } from './samples/tex.js'

const PARTS = lesson()
const without = (program: string, argument: string, name: string): string | false =>
  spawnSync(program, [argument]).status === 0 ? false : `needs ${name}`
const unlessOracle = without('pdftotext', '-v', 'pdftotext (Debian: poppler-utils)')

/**
 * Compares what is read of a PDF with the sentences that it was made of, and with what pdftotext reads.
 * @param isOwn pdftotext cannot read its letters
 */
async function compare(path: string, isOwn = false): Promise<void> {
  const { documents, files } = await readAll([path])
  const [report] = files
  const found = documents.flatMap(({ document }) =>
    wordsOf(`${document.metadata.heading ?? ''} ${document.text}`),
  )
  const made = wordsOf(PARTS.map(({ heading, paragraphs }) => [heading, ...paragraphs].join(' ')).join(' '))
  const sentences = PARTS.flatMap(({ paragraphs }) => paragraphs.flatMap(text => text.split(/(?<=\.) /)))
  // TeX sets every apostrophe as a quotation mark.
  const text = documents.map(({ document }) => document.text.replaceAll('’', "'")).join('\n')
  assert.deepEqual(
    sentences.filter(sentence => !text.includes(sentence)),
    [],
    'whole sentences',
  )
  assert.ok(commonInOrder(made, found) >= 0.98 * made.length, 'the order of what it was made of')
  const headings = new Set(documents.map(({ document }) => document.metadata.heading))
  for (const { heading } of PARTS)
    assert.ok(
      [...headings].some(found => String(found).endsWith(heading)),
      heading,
    )

  if (isOwn) return
  const printed = execFileSync('pdftotext', ['-enc', 'UTF-8', path, '-'], { encoding: 'utf8' })
  // It leaves words divided, and has the ligatures of fonts.
  const expected = wordsOf(printed.normalize('NFKC').replaceAll(/(?<=\p{L})-\n/gu, ''))
  const counted = Object.values(report!.leftOut).reduce((sum, words) => sum + words, 0)
  const recall = (commonInOrder(expected, found) + counted) / expected.length
  assert.ok(recall >= 0.98 && expected.length > 500, `${recall} of ${expected.length} words of pdftotext`)
  assert.ok(counted <= 0.05 * expected.length, JSON.stringify(report!.leftOut))
}

test('PDFs that a browser prints are read as they were written, and as pdftotext reads them', {
  skip: unlessBrowser || unlessOracle,
}, async t => {
  const browser = await openBrowser(t)
  const page = await browser.newPage()
  for (const [name, { html, ...paper }] of Object.entries(prints(PARTS)))
    await t.test(name, async t => {
      await page.setContent(html)
      const path = join(scratch(t), 'a.pdf')
      writeFileSync(path, await page.pdf({ ...paper, displayHeaderFooter: name === 'article' }))
      await compare(path)
    })
})

for (const [name, write] of Object.entries(TEX)) {
  const unlessTex =
    without('pdflatex', '-version', 'pdflatex') ||
    (name === 'beamer' && without('kpsewhich', 'pgf.sty', 'beamer with pgf (Debian: texlive-pictures)'))
  test(`PDFs of LaTeX are read as they were written: ${name}`, {
    skip: unlessTex || unlessOracle,
  }, async t => {
    await compare(typeset(t, write(PARTS)), !write(PARTS).includes('{lmodern}'))
  })
}

function typeset(t: TestContext, source: string): string {
  const cwd = scratch(t)
  writeFileSync(join(cwd, 'a.tex'), source)
  spawnSync('pdflatex', ['-interaction=batchmode', 'a.tex'], { cwd, encoding: 'utf8' })
  return join(cwd, 'a.pdf')
}
