import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { readAll } from '../support/corpus.js'
import { commonInOrder, wordsOf } from '../support/word-order.js'
import { lesson } from './samples/lesson.js'

/** LibreOffice is too large for the tests that always run; whoever has it compares with it. */
const skip =
  spawnSync('soffice', ['--version']).status === 0 ? false : 'needs soffice (Debian: libreoffice-core-nogui)'
const PARTS = lesson()

describe('what LibreOffice writes is read as it was written', { skip, concurrency: false }, () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'anlam-test-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  /** Converts a file, in a profile of its own. */
  const convert = (name: string, format: string, ...options: string[]): void => {
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`
    const args = [
      profile,
      '--headless',
      ...options,
      '--convert-to',
      format,
      '--outdir',
      folder,
      join(folder, name),
    ]
    execFileSync('soffice', args, { stdio: 'ignore' })
  }
  const found = async (name: string): Promise<string[]> => {
    const { documents } = await readAll([join(folder, name)])
    return documents.flatMap(({ document }) => wordsOf(`${document.metadata.heading ?? ''} ${document.text}`))
  }
  const assertRead = (read: readonly string[], expected: readonly string[], name: string): void => {
    const recall = commonInOrder(expected, read) / expected.length
    assert.ok(recall >= 0.98 && expected.length > 500, `${name}: ${recall} of ${expected.length}`)
  }

  test('texts: .docx, .odt and .rtf', async () => {
    const html = PARTS.map(
      ({ heading, paragraphs }) => `<h1>${heading}</h1>${paragraphs.map(text => `<p>${text}</p>`).join('')}`,
    )
    writeFileSync(join(folder, 'a0.html'), html.join('\n'))
    execFileSync('pandoc', [join(folder, 'a0.html'), '-o', join(folder, 'a.docx')])
    convert('a.docx', 'odt')
    convert('a.odt', 'txt:Text (encoded):UTF8')
    convert('a.odt', 'rtf')
    convert('a.odt', 'docx')
    const expected = wordsOf(readFileSync(join(folder, 'a.txt'), 'utf8'))
    for (const name of ['a.odt', 'a.docx', 'a.rtf']) assertRead(await found(name), expected, name)
  })

  test('tables: .xlsx and .ods', async () => {
    const rows = PARTS.flatMap(({ heading, paragraphs }) =>
      paragraphs.map((text, i) => [text, heading, `2024-05-0${i + 1}`, i / 2]),
    )
    const quoted = (cell: string | number): string => `"${String(cell).replaceAll('"', '""')}"`
    const table = [['text', 'konu', 'gün', 'puan'], ...rows].map(row => row.map(quoted).join(',')).join('\n')
    writeFileSync(join(folder, 'b.csv'), table)
    // Separated by commas, in quotation marks, UTF-8, with dates and numbers seen.
    const filter = '--infilter=CSV:44,34,76,1,,1033,false,true'
    for (const format of ['xlsx', 'ods']) convert('b.csv', format, filter)
    for (const name of ['b.xlsx', 'b.ods']) {
      const { documents } = await readAll([join(folder, name)])
      assert.deepEqual(
        documents.map(({ document: { text, metadata } }) => [
          text,
          metadata.konu,
          metadata.gün,
          metadata.puan,
        ]),
        rows,
        name,
      )
    }
  })

  test('slides: .pptx and .odp', async () => {
    const slides = PARTS.flatMap(({ heading, paragraphs }) =>
      paragraphs.map(text => `## ${heading}\n\n${text.replaceAll(/(?<=\.) /g, '\n\n')}\n`),
    )
    writeFileSync(join(folder, 'c.md'), slides.join('\n'))
    execFileSync('pandoc', [join(folder, 'c.md'), '-t', 'pptx', '-o', join(folder, 'c0.pptx')])
    convert('c0.pptx', 'odp')
    convert('c0.odp', 'pptx')
    convert('c0.odp', 'pdf')
    const printed = execFileSync('pdftotext', ['-raw', join(folder, 'c0.pdf'), '-'], { encoding: 'utf8' })
    for (const name of ['c0.odp', 'c0.pptx', 'c0.pdf'])
      assertRead(await found(name), wordsOf(printed.replaceAll(/(?<=\p{L})-\n/gu, '')), name)
  })
})
