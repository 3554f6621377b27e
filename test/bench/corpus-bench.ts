import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { lesson } from '../corpus/samples/lesson.js'
import { prints } from '../corpus/samples/prints.js'
import { launchBrowser, unlessBrowser } from '../support/browser.js'
import { readTexts } from './encode-bench.js'
import { table } from './report.js'

const MEGABYTES = 50
const PARQUET_ROWS = 200_000
/** A lesson fills a little more than a page. */
const PDF_PAGES = 300
const PAGES_OF_A_LESSON = 1.2
const READER = new URL('../../src/corpus/read.js', import.meta.url).href
/** Reads a file in a process of its own, so that its memory is that of reading. */
const SCRIPT = `
const { readCorpus } = await import(${JSON.stringify(READER)})
let words = 0
const options = { textField: 'text', idField: 'id', onError: 'fail', onFile: file => { words += file.words } }
let documents = 0
const started = performance.now()
for await (const _ of readCorpus([process.argv[1]], options)) documents++
console.log(JSON.stringify({
  documents, words, seconds: (performance.now() - started) / 1000,
  processor: process.cpuUsage().user / 1e6, memory: process.resourceUsage().maxRSS / 1024,
}))`

interface Measured {
  documents: number
  words: number
  seconds: number
  processor: number
  memory: number
}

/** Time and memory of reading large files, without indexing them. */
export async function benchCorpus(corpus: string): Promise<void> {
  const texts = readTexts(corpus)
  const folder = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  const text = (n: number): string => `${texts[n % texts.length]} ${n}`
  try {
    const files = [
      rows(join(folder, 'rows.jsonl'), '', n => JSON.stringify({ id: `d${n}`, text: text(n), label: n % 3 })),
      rows(
        join(folder, 'rows.csv'),
        'id,text,label\n',
        n => `d${n},"${text(n).replaceAll('"', '""')}",${n % 3}`,
      ),
      parquet(join(folder, 'rows.parquet'), text),
      ...(unlessBrowser ? [] : [await pdf(join(folder, 'book.pdf'))]),
    ]
    if (unlessBrowser) console.log(`no PDF: ${unlessBrowser}`)
    table(
      `Reading large files (${MEGABYTES} MB of text, ${PARQUET_ROWS} rows of Parquet, a PDF of some ${PDF_PAGES} pages)`,
      ['file', 'documents', 'words', 'seconds', 'processor seconds', 'peak memory, MiB'],
      files.map(path => {
        const output = execFileSync(process.execPath, ['--input-type=module', '-e', SCRIPT, path], {
          encoding: 'utf8',
        })
        const read = JSON.parse(output) as Measured
        return [
          path.split('/').at(-1)!,
          read.documents,
          read.words,
          read.seconds.toFixed(1),
          read.processor.toFixed(1),
          Math.round(read.memory),
        ]
      }),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function rows(path: string, header: string, row: (n: number) => string): string {
  const lines: string[] = []
  for (let size = 0; size < MEGABYTES * 1e6; ) {
    lines.push(`${row(lines.length)}\n`)
    size += Buffer.byteLength(lines.at(-1)!)
  }
  writeFileSync(path, header + lines.join(''))
  return path
}

function parquet(path: string, text: (n: number) => string): string {
  const numbers = Array.from({ length: PARQUET_ROWS }, (_, n) => n)
  const columnData = [
    { name: 'id', data: numbers.map(n => `d${n}`), type: 'STRING' as const },
    { name: 'text', data: numbers.map(text), type: 'STRING' as const },
    { name: 'label', data: numbers.map(n => n % 3), type: 'INT32' as const },
  ]
  writeFileSync(path, Buffer.from(parquetWriteBuffer({ columnData })))
  return path
}

/** A book that a browser prints. */
async function pdf(path: string): Promise<string> {
  const parts = lesson()
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    const copies = Array.from({ length: Math.ceil(PDF_PAGES / PAGES_OF_A_LESSON) }, () => parts).flat()
    const { html, ...paper } = prints(copies).article!
    await page.setContent(html)
    writeFileSync(path, await page.pdf({ ...paper, displayHeaderFooter: true }))
    return path
  } finally {
    await browser.close()
  }
}
