import assert from 'node:assert/strict'
import { Session } from 'node:inspector/promises'
import { after, before, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import fc from 'fast-check'
import { cleanText } from '../src/basics/clean.js'
import { readHtml } from '../src/corpus/formats/html.js'
import { readMarkdown } from '../src/corpus/formats/markdown.js'
import { readOrg } from '../src/corpus/formats/markup/org.js'
import { readRst } from '../src/corpus/formats/markup/rst.js'
import { readNotebook } from '../src/corpus/formats/notebook.js'
import { toSections } from '../src/corpus/formats/pdf/assemble.js'
import { layOut } from '../src/corpus/formats/pdf/layout.js'
import { decodeTex, findTexFonts } from '../src/corpus/formats/pdf/tex-letters.js'
import { readRtf } from '../src/corpus/formats/rtf/read.js'
import { readSubtitles } from '../src/corpus/formats/subtitles.js'
import { readCells } from '../src/corpus/formats/tables/cells.js'
import { findDialect } from '../src/corpus/formats/tables/dialect.js'
import { readTex } from '../src/corpus/formats/tex/read.js'
import { unwrap } from '../src/corpus/formats/wrapped-lines.js'
import { findHyphenated } from '../src/corpus/hyphens.js'
import { repairMojibake } from '../src/corpus/mojibake.js'
import { toRecords } from '../src/corpus/sections.js'
import { segment } from '../src/corpus/segment.js'
import { AnlamError } from '../src/errors.js'
import { analyze } from '../src/index/lexical.js'
import { flagsOf } from '../src/mining/flags/flags.js'
import { overlap } from '../src/mining/overlap.js'
import { highlighter } from '../src/search/highlight.js'
import { parseQuery } from '../src/search/query-language.js'
import { stem } from '../src/turkish/stem.js'
import { words } from '../src/turkish/tokens.js'
import type { Unit } from '../src/types.js'
import { otherNames } from './support/other-names.js'

/**
 * Work is counted, not timed: V8 counts exactly how often each block of project code and of the parsers of HTML and
 * Markdown runs. Work inside a call of the regular-expression engine is not counted; `regular-expressions.test.ts` checks that.
 */
const COUNTED = /\/dist\/src\/|\/htmlparser2\/|\/markdown-it\//
/** Allowed growth of work for twice the text, and a constant: caches fill, and lists are cut at some length. */
const GROWTH = 2.3
const BESIDES = 3000

const session = new Session()

before(async () => {
  // Optimised code leaves counts out.
  setFlagsFromString('--no-opt')
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
})
after(() => session.disconnect())

async function blocksRun(work: () => unknown): Promise<number> {
  await session.post('Profiler.takePreciseCoverage')
  try {
    work()
  } catch (error) {
    if (!(error instanceof AnlamError)) throw error
  }
  const { result } = await session.post('Profiler.takePreciseCoverage')
  let sum = 0
  for (const { url, functions } of result)
    if (COUNTED.test(url)) for (const { ranges } of functions) for (const { count } of ranges) sum += count
  return sum
}

const cut = (text: string, unit: Unit): unknown =>
  segment({ id: 'a', text, source: 'test', metadata: {} }, unit)
const marks = highlighter(parseQuery('model "a a a b" a* OR "a a"').wording)

/** Reads all rows of a table, as quoted cells of two columns. */
function readTable(text: string): void {
  const { dialect } = findDialect(text, ',', true)
  for (const each of [dialect, { delimiter: ',', quoted: true, trusted: false } as const])
    for (let at = 0; at < text.length; ) at = readCells(text, at, each, 2, true)!.end
}

const SCANNERS: Record<string, (text: string) => unknown> = {
  sentences: text => cut(text, 'sentence'),
  paragraphs: text => cut(text, 'paragraph'),
  'wrong readings': repairMojibake,
  HTML: readHtml,
  Markdown: readMarkdown,
  notebooks: text =>
    readNotebook(Buffer.from(JSON.stringify({ cells: [{ cell_type: 'markdown', source: text }] }))),
  subtitles: readSubtitles,
  LaTeX: readTex,
  Org: readOrg,
  reStructuredText: readRst,
  'wrapped lines': text => unwrap(text.split('\n')),
  RTF: text => readRtf(Buffer.from(`{\\rtf1 ${text}`)),
  'layout of PDFs': text => {
    const runs = text.split('\n').flatMap((line, row) =>
      line.split(/(?<=[.:])/).map((piece, i) => ({
        text: decodeTex(piece, findTexFonts([{ font: 'a', text: piece }]).get('a') ?? new Map()),
        x: 40 + 60 * i,
        y: 12 * row,
        width: 5 * piece.length,
        size: 10,
        font: piece.length % 2 ? 'a' : 'b',
      })),
    )
    const page = { width: 400, height: 12 * runs.length, runs, turned: [], doubled: [] }
    return toSections(layOut([page, page], new Set(), {}, []), findHyphenated([text]))
  },
  tables: readTable,
  sections: text => toRecords([{ paragraphs: [text] }], text),
  cleaning: cleanText,
  words: text => analyze({ text, title: text }),
  stems: text => stem(text.replaceAll(/[^a-z]/g, '')),
  'other names': otherNames,
  highlights: marks,
  queries: text => parseQuery(text),
  flags: text => flagsOf(`${text} model`, `model ${text} değil`),
  overlap: text => overlap(words(text), words(`${text} a`)),
}

/** Makes a distinct word; `@` stands for it. */
const numbered = (n: number): string => [...n.toString(6)].map(digit => 'bcdfgh'[Number(digit)]).join('e')

const PIECES = [
  ...['@ ', '@ ', '@maz ', '@meden ', '@ değil ', '@', '<@>'],
  ...[
    'a',
    'e',
    'A',
    'ı',
    'İ',
    '1',
    '3 ',
    ' ',
    '\n',
    '\n\n',
    '\n \n',
    '\t',
    '.',
    ',',
    '. ',
    '? ',
    '…',
    '!',
    ':',
  ],
  ...[
    'A. ',
    '1. ',
    'Dr. ',
    'IV. ',
    '\n- ',
    '\n1) ',
    '"',
    '“',
    '«',
    "'",
    '(',
    ')',
    '+',
    '-',
    '*',
    '|',
    '\n|',
    '|\n',
  ],
  ...[
    '#',
    '\n# ',
    '```',
    '\n```\n',
    '~~~\n',
    '$$',
    '\n$$',
    '<',
    '>',
    '<b>',
    '</b>',
    '</i>',
    '<p>',
    '<div hidden>',
  ],
  ...[
    '<ul><li><a href=x>',
    '<a href="#">',
    '<table><tr><td>',
    '<br>',
    '<sup>',
    '[',
    '![',
    '](',
    '[^1]',
    '[^@]: ',
    '^[',
  ],
  ...[
    '\n> ',
    '\n    ',
    '`',
    '$',
    '\\(',
    '\n\\[',
    '\n\\begin{align}',
    '\n::: ',
    '\n!!! a',
    '{{',
    '{#',
    '_',
    '\n---\n',
    '\n=\n',
  ],
  ...[
    '{',
    '\\u{',
    '\\begin{a}',
    '\\end{a}',
    '\\item[',
    '\\[',
    '\\def\\a{',
    '\n.. a::\n',
    '\n  ',
    '::\n\n',
    '\n====\n',
    '\n#+begin_src\n',
    '\n:a:\n',
    '[fn:1]',
    '`',
    '[1]_',
    '+-+\n',
    '\\footnote{',
    '%',
  ],
  ...['<nav>', '<main>', '</main>', '<!--', '&amp;', '{\\', '}', '\n00:00:01,000 --> 00:00:02,000\n'],
  ...[
    '\u0301',
    '\u0316\u0301',
    'I\u0307',
    '\u0307',
    'Ã¶',
    'Ã',
    'â€™',
    '不',
    'ð',
    'ý',
    'ğ',
    'ﬁ',
    '\0',
    '\r',
    '\ud800',
  ],
  ...[
    'lar',
    'lerin',
    'maz ',
    'değil ',
    'model ',
    'modeli ',
    'aşırı öğrenme ',
    ' AND ',
    ' OR ',
    ' NOT ',
    'k-',
    '#1',
  ],
]

for (const [name, scan] of Object.entries(SCANNERS))
  test(`twice as much text is at most twice as much work: ${name}`, async () => {
    const piece = fc.constantFrom(...PIECES)
    await fc.assert(
      fc.asyncProperty(
        fc.string({ maxLength: 3 }),
        fc.array(piece, { minLength: 1, maxLength: 3 }),
        fc.oneof(fc.constant(''), piece),
        async (start, unit, end) => {
          const text = (times: number): string =>
            start +
            Array.from({ length: times }, (_, i) => unit.join('').replaceAll('@', numbered(i))).join('') +
            end
          await blocksRun(() => scan(text(400)))
          const tooMuch: string[] = []
          // Work that grows faster does so at the next doubling, too; caches that overflow do not.
          for (const size of [800, 1600]) {
            const once = await blocksRun(() => scan(text(size)))
            const twice = await blocksRun(() => scan(text(2 * size)))
            if (twice <= GROWTH * once + BESIDES) return
            tooMuch.push(`${once} blocks for ${size} of them, ${twice} for ${2 * size}`)
          }
          assert.fail(tooMuch.join('; '))
        },
      ),
      { numRuns: 15, includeErrorInReport: true },
    )
  })

test('quadratic work is detected', async () => {
  const lookingBack = (text: string): unknown => {
    // Scans everything before each word.
    const seen: string[] = []
    for (const word of text.split(' ')) if (!isAmong(seen, word)) seen.push(word)
    return seen
  }
  const text = (n: number): string => Array.from({ length: n }, (_, i) => `w${i}`).join(' ')
  const [once, twice] = [
    await blocksRun(() => lookingBack(text(400))),
    await blocksRun(() => lookingBack(text(800))),
  ]
  assert.ok(twice > GROWTH * once + BESIDES, `${once}, ${twice}`)
})

/** Runs project code once for each word seen. */
function isAmong(seen: readonly string[], word: string): boolean {
  return seen.some(each => overlap([], []) === 0 || each === word)
}
