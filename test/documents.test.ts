import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { EXIT_CODES } from '../src/cli/exit.js'
import { ERROR_CODES } from '../src/errors.js'
import { HTTP_STATUS } from '../src/server/http/problem.js'
import { PROJECT_ROOT } from './support/shared.js'

/** Most lines of README.md and ARCHITECTURE.md: longer documents are not read. */
const MAX_LINES = 200

const FOLDERS = ['src', 'test', 'docs', 'corpus', 'bin']
const files = [
  ...readdirSync(PROJECT_ROOT).filter(name => /\.\w+$/.test(name)),
  ...FOLDERS.flatMap(folder =>
    (readdirSync(join(PROJECT_ROOT, folder), { recursive: true }) as string[]).map(path =>
      join(folder, path),
    ),
  ),
]
const documents = files.filter(path => path.endsWith('.md'))
const read = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8')
/** Documents about the present state; decisions may name former files. */
const CURRENT = [
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  ...documents.filter(path => /^src\/[^/]+\/README/.test(path)),
]

test('links between documents lead to existing files', () => {
  for (const path of documents)
    for (const [, target] of read(path).matchAll(/\]\((?!\w+:)([^)#]+)(?:#[^)]*)?\)/g))
      assert.ok(existsSync(join(PROJECT_ROOT, dirname(path), target!)), `${path} links to ${target}`)
})

test('source files named in ARCHITECTURE, CONTRIBUTING and the rooms exist', () => {
  for (const path of CURRENT)
    for (const [, named] of read(path).matchAll(/`([\w./-]+\.(?:tsx?|c|md|jsonl))`/g)) {
      const room = path.startsWith('src/') ? `${dirname(path)}/` : ''
      const isThere = files.some(file => file === `${room}${named}` || `/${file}`.endsWith(`/${named}`))
      assert.ok(isThere, `${path} names ${named}`)
    }
})

test('README is short, and leads to every page of docs', () => {
  const readme = read('README.md')
  assert.ok(readme.split('\n').length <= MAX_LINES)
  for (const name of readdirSync(join(PROJECT_ROOT, 'docs')))
    assert.ok(readme.includes(`(docs/${name}`), name)
})

/** What must be the same in every language of the README: levels of headings, commands, and links. */
function skeletonOf(path: string): Record<string, string[]> {
  const text = read(path)
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)]
  const commands = blocks.flatMap(([, kind, body]) =>
    body!
      .split('\n')
      .filter(line => kind === 'sh' || line.startsWith('$ '))
      .map(line => line.replace(/ +#.*/, '')),
  )
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '')
  const links = [...prose.matchAll(/\]\(([^)]+)\)/g)].map(([, to]) => to!)
  return {
    headings: [...prose.matchAll(/^#+/gm)].map(([level]) => level),
    commands,
    // The first one leads to the other language.
    links: links.slice(1),
    formats: [...prose.matchAll(/`(\.\w+)`/g)].map(([, format]) => format!),
  }
}

test('the Turkish README has the sections, commands, links and formats of the English one', () => {
  assert.deepEqual(skeletonOf('README.tr.md'), skeletonOf('README.md'))
  assert.ok(read('README.md').includes('(README.tr.md)') && read('README.tr.md').includes('(README.md)'))
})

test('every decision is in the index of decisions', () => {
  const index = read('docs/decisions/README.md')
  for (const name of readdirSync(join(PROJECT_ROOT, 'docs/decisions')))
    if (name !== 'README.md') assert.ok(index.includes(`(${name})`), name)
})

test('ARCHITECTURE is short, and lists every room and error code', () => {
  const architecture = read('ARCHITECTURE.md')
  assert.ok(architecture.split('\n').length <= MAX_LINES)
  const rooms = readdirSync(join(PROJECT_ROOT, 'src'), { withFileTypes: true })
  for (const { name } of rooms.filter(entry => entry.isDirectory()))
    assert.ok(architecture.includes(`\n| \`${name}\` | `), name)
  for (const code of ERROR_CODES) {
    const [, status, exit] =
      new RegExp(`\\| \`${code}\` \\| (\\d+)[^|]* \\| (\\d+) \\|`).exec(architecture) ?? []
    assert.deepEqual([Number(status), Number(exit)], [HTTP_STATUS[code], EXIT_CODES[code]], code)
  }
})
