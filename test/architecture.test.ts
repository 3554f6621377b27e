import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { PROJECT_ROOT } from './support/shared.js'

const SOURCE = join(PROJECT_ROOT, 'src')
const MAX_LINES = 310

interface Import {
  /** Path below src for the project's own modules, else the package. */
  target: string
  typesOnly: boolean
}

interface Module {
  path: string
  room: string
  code: string
  imports: Import[]
}

const modules: Module[] = (readdirSync(SOURCE, { recursive: true }) as string[])
  .filter(path => path.endsWith('.ts'))
  .map(path => {
    const code = readFileSync(join(SOURCE, path), 'utf8')
    const imports = [...code.matchAll(/^(?:import|export) (type )?([^'";]*?) from '([^']+)'/gm)].map(
      ([, type, names, from]) => ({
        target: from!.startsWith('.') ? join(dirname(path), from!).replace(/\.js$/, '.ts') : from!,
        typesOnly:
          type !== undefined ||
          (names!.startsWith('{') &&
            names!
              .slice(1, -1)
              .split(',')
              .every(name => name.trim() === '' || name.trim().startsWith('type '))),
      }),
    )
    return { path, room: path.includes('/') ? path.split('/')[0]! : '', code, imports }
  })

const roomOf = (target: string): string => (target.includes('/') ? target.split('/')[0]! : '')
const own = ({ target }: Import): boolean => target.endsWith('.ts')

test('the native libraries and the environment are each behind one file', () => {
  const importers = (name: string): string[] =>
    modules.filter(m => m.imports.some(i => i.target === name)).map(m => m.path)
  assert.deepEqual(importers('onnxruntime-node'), ['runtime/session.ts'])
  assert.deepEqual(importers('tokenizers'), ['encoder/tokenizer.ts'])
  assert.deepEqual(importers('hnswlib-node'), ['index/embedded/hnsw.ts'])
  assert.deepEqual(importers('better-sqlite3'), ['index/embedded/sqlite.ts'])
  assert.deepEqual(
    modules.filter(m => m.code.includes('process.env')).map(m => m.path),
    ['config.ts'],
  )
})

test('rooms on one floor know only each other’s types', () => {
  const floor = ['corpus', 'checkpoint', 'graph', 'encoder', 'index', 'train']
  for (const { path, room, imports } of modules.filter(m => floor.includes(m.room))) {
    for (const i of imports.filter(own)) {
      const other = roomOf(i.target)
      // Under the floor: onnxruntime, what numbers are made of, and what is true of Turkish.
      const shared = ['', room, 'runtime', 'evaluation', 'turkish'].includes(other)
      assert.ok(shared || i.typesOnly, `${path} imports the inside of ${i.target}`)
      assert.ok(
        !['cli', 'http', 'threads', 'search', 'ingest'].includes(other),
        `${path} looks up to ${i.target}`,
      )
    }
  }
})

test('what works with encoders and indexes sees interfaces, not engines', () => {
  const rooms = ['search', 'ingest', 'mining', 'evaluation', 'explain', 'analysis', 'report']
  const engines =
    /^(threads|cli|http|runtime|graph|checkpoint)\/|^index\/(embedded|memory)|^(encoder|neighbours)\/(?!types)|^(compose|searcher-pool|index-files)\./
  for (const { path, imports } of modules.filter(m => rooms.includes(m.room))) {
    for (const { target } of imports.filter(own))
      assert.ok(!engines.test(target), `${path} imports ${target}`)
  }
})

test('the command line and the server reach engines only through compose', () => {
  for (const { path, imports } of modules.filter(m => m.room === 'cli' || m.room === 'http')) {
    for (const i of imports.filter(own)) {
      assert.ok(
        i.typesOnly ||
          !/^(threads|checkpoint|graph|encoder|corpus|train|ingest)\/|^index\/embedded/.test(i.target),
        `${path} imports ${i.target}`,
      )
    }
  }
})

test('no import runs in a circle', () => {
  const graph = new Map(
    modules.map(m => [m.path, m.imports.filter(i => own(i) && !i.typesOnly).map(i => i.target)]),
  )
  const visiting = new Set<string>()
  const done = new Set<string>()
  const visit = (path: string): void => {
    assert.ok(!visiting.has(path), `circle: ${[...visiting, path].join(' → ')}`)
    if (done.has(path)) return
    visiting.add(path)
    for (const next of graph.get(path) ?? []) visit(next)
    visiting.delete(path)
    done.add(path)
  }
  for (const { path } of modules) visit(path)
})

test('files have one purpose: no utils, none too long, no any, no process.exit', () => {
  for (const { path, code } of modules) {
    assert.ok(!/\butils?\.ts$/.test(path), path)
    assert.ok(code.split('\n').length <= MAX_LINES, `${path} has ${code.split('\n').length} lines`)
    assert.ok(!/[:<] ?any\b/.test(code), `${path} uses any`)
    assert.ok(!code.includes('process.exit('), `${path} ends the process`)
  }
})

test('what replaces a match is a literal or a function: `$&` in a string of a user means something', () => {
  // Up to the first parenthesis that closes: enough for a name or a template in the second place.
  const variable = /\.replace(?:All)?\([^)\n]*, (?:[A-Za-z_$][\w.]*|`[^`]*`)\)/
  for (const { path, code } of modules) {
    const [found] = variable.exec(code) ?? []
    assert.equal(found, undefined, `${path}: ${found}; write () => …`)
  }
})
