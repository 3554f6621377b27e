import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { PROJECT_ROOT } from './support/shared.js'

const SOURCE = join(PROJECT_ROOT, 'src')
const MAX_LINES = 310

/**
 * The rooms that each room may import: `all` for values and types, `types` for types only. A room without a row may not
 * exist. A folder in a room may have its own row, and is then a room like the others. Loose files are listed by name.
 */
const MAY_IMPORT: Record<string, { all: string; types?: string }> = {
  'types.ts': { all: '' },
  'errors.ts': { all: '' },
  messages: { all: '', types: 'errors.ts' },
  basics: { all: 'errors.ts types.ts' },
  'config.ts': { all: 'errors.ts types.ts basics' },
  turkish: { all: 'basics' },
  tables: { all: 'errors.ts basics' },
  workers: { all: 'errors.ts basics' },
  corpus: { all: 'errors.ts types.ts basics turkish' },
  onnx: { all: 'errors.ts basics', types: 'types.ts' },
  model: { all: 'errors.ts types.ts basics onnx workers', types: 'config.ts' },
  index: { all: 'errors.ts types.ts basics turkish' },
  'index/memory': { all: 'errors.ts types.ts basics index' },
  'index/embedded': { all: 'errors.ts types.ts basics index onnx workers' },
  'index/opensearch': { all: 'errors.ts types.ts basics turkish index' },
  'compose.ts': {
    all: 'errors.ts types.ts onnx model index index/memory index/embedded index/opensearch',
    types: 'config.ts',
  },
  ingest: {
    all: 'errors.ts types.ts basics tables compose.ts corpus index workers',
    types: 'config.ts model',
  },
  evaluation: {
    all: 'errors.ts types.ts basics compose.ts turkish corpus onnx index',
    types: 'config.ts model',
  },
  analysis: { all: 'errors.ts types.ts basics turkish onnx workers', types: 'index model' },
  search: {
    all: 'errors.ts types.ts basics config.ts compose.ts turkish index analysis evaluation',
    types: 'model',
  },
  mining: {
    all: 'errors.ts types.ts basics tables compose.ts turkish onnx workers index ingest evaluation model',
    types: 'config.ts corpus',
  },
  curation: {
    all: 'errors.ts types.ts basics tables index evaluation mining',
    types: 'config.ts model search',
  },
  train: { all: 'errors.ts types.ts basics config.ts compose.ts corpus onnx evaluation model' },
  client: { all: '', types: 'server/http' },
  'pages/shared': { all: '', types: 'analysis' },
  'pages/web': { all: 'messages basics pages/shared client', types: 'analysis' },
  'pages/report': {
    all: 'errors.ts types.ts basics compose.ts analysis mining',
    types: 'config.ts model evaluation index',
  },
  'pages/report/page': { all: 'messages tables pages/shared mining', types: 'pages/report' },
  server: {
    all: 'errors.ts types.ts basics workers compose.ts index ingest search mining evaluation analysis model',
    types: 'config.ts',
  },
  'server/http': {
    all: 'errors.ts types.ts basics tables index search mining curation analysis server',
    types: 'model',
  },
  library: {
    all:
      'errors.ts types.ts basics tables config.ts compose.ts model index ingest search mining curation evaluation analysis ' +
      'pages/report',
  },
  cli: {
    all:
      'errors.ts types.ts messages basics tables config.ts compose.ts model onnx ingest search mining curation evaluation analysis train ' +
      'server server/http pages/report library',
    types: 'index corpus turkish',
  },
  'index.ts': {
    all: 'errors.ts library',
    types: 'types.ts tables corpus model index ingest search mining evaluation analysis',
  },
}

interface Import {
  /** Path below src for the project's own modules; otherwise the package. */
  target: string
  own: boolean
  typesOnly: boolean
}

interface Module {
  path: string
  room: string
  code: string
  imports: Import[]
}

const files = (readdirSync(SOURCE, { recursive: true }) as string[]).filter(path => /\.tsx?$/.test(path))
const modules: Module[] = files.map(path => {
  const code = readFileSync(join(SOURCE, path), 'utf8')
  return { path, room: roomOf(path), code, imports: importsOf(path, code) }
})

/** All imports of a module: static, dynamic, and the modules of threads and processes it starts. */
function importsOf(path: string, code: string): Import[] {
  const found = [
    ...code.matchAll(/^(?:import|export) (type )?([^'";]*?) from '([^']+)'/gm),
    ...code.matchAll(/^()(import) '([^']+)'/gm),
    ...code.matchAll(/()(\bimport)\(\s*'([^']+)'/g),
    ...code.matchAll(/()(new URL)\(\s*'(\.[^']+)', import\.meta\.url/g),
  ]
  return found.map(([, type, names, from]) => {
    const own = from!.startsWith('.')
    return {
      target: own ? sourceOf(join(dirname(path), from!)) : from!,
      own: own && !join(dirname(path), from!).startsWith('..'),
      typesOnly: type !== undefined && type !== '' ? true : onlyTypes(names!),
    }
  })
}

function sourceOf(path: string): string {
  const source = path.replace(/\.js$/, '.ts')
  return files.includes(source) || !files.includes(`${source}x`) ? source : `${source}x`
}

function onlyTypes(names: string): boolean {
  if (!names.startsWith('{')) return false
  return names
    .slice(1, -1)
    .split(',')
    .every(name => name.trim() === '' || name.trim().startsWith('type '))
}

/** The row of the table for a path: the longest matching prefix. */
function roomOf(path: string): string {
  const rows = Object.keys(MAY_IMPORT).filter(row => path === row || path.startsWith(`${row}/`))
  return rows.sort((a, b) => b.length - a.length)[0] ?? path
}

const split = (names = ''): string[] => names.split(' ').filter(name => name !== '')

test('every room imports only what the table allows', () => {
  const used = new Set<string>()
  const run = new Set<string>()
  const wrong: string[] = []
  for (const { path, room, imports } of modules) {
    const row = MAY_IMPORT[room] ?? { all: '' }
    if (!MAY_IMPORT[room]) wrong.push(`${path} is in no room of the table`)
    for (const { target, own, typesOnly } of imports) {
      if (!own) continue
      const other = roomOf(target)
      if (other === room) continue
      const allowed = split(row.all).includes(other) || (typesOnly && split(row.types).includes(other))
      if (!allowed) wrong.push(`${path} imports ${target}${typesOnly ? ' (types)' : ''}`)
      used.add(`${room} ${other}`)
      if (!typesOnly) run.add(`${room} ${other}`)
    }
  }
  for (const [room, { all, types }] of Object.entries(MAY_IMPORT)) {
    if (!existsSync(join(SOURCE, room))) wrong.push(`${room} is in the table only`)
    // Nearly all in types.ts is types; nobody need count the rest.
    for (const other of split(all))
      if (!run.has(`${room} ${other}`) && !(other === 'types.ts' && used.has(`${room} ${other}`)))
        wrong.push(`${room} may import ${other}, and takes at most types from it`)
    for (const other of split(types))
      if (!used.has(`${room} ${other}`)) wrong.push(`${room} may import types of ${other}, and does not`)
  }
  assert.deepEqual(wrong, [])
})

test('rooms are in order: no room imports one that imports it', () => {
  const order = Object.keys(MAY_IMPORT)
  for (const [room, { all }] of Object.entries(MAY_IMPORT))
    for (const other of split(all))
      assert.ok(order.indexOf(other) < order.indexOf(room), `${room} imports ${other}, which stands below it`)
})

test('each room says in its README what it and its folders may import', () => {
  const list = (names?: string): string => split(names).join(', ')
  const rooms = readdirSync(SOURCE, { withFileTypes: true }).filter(entry => entry.isDirectory())
  for (const { name } of rooms) {
    const rows = Object.entries(MAY_IMPORT).filter(([row]) => row === name || row.startsWith(`${name}/`))
    const expected = rows.map(([row, { all, types }]) => {
      const folder = row === name ? '' : ` (${row.slice(name.length + 1)})`
      return `Imports${folder}: ${list(all) || 'nothing'}${types ? `; types of ${list(types)}` : ''}`
    })
    const said = readFileSync(join(SOURCE, name, 'README.md'), 'utf8').match(/(?<=^(?:- )?)Imports.*$/gm)
    assert.deepEqual(said, expected, `src/${name}/README.md`)
  }
})

test('imports name their modules literally, so that the table sees them', () => {
  for (const { path, code } of modules) {
    assert.doesNotMatch(code, /\bimport\(\s*[^'\s]/, path)
    assert.doesNotMatch(code, /new (?:Worker|WorkerClient)\(\s*['"`]/, path)
  }
})

test('each native library and the environment have one importing file', () => {
  const importers = (name: string): string[] =>
    modules.filter(m => m.imports.some(i => i.target === name)).map(m => m.path)
  assert.deepEqual(importers('onnxruntime-node'), ['onnx/session.ts'])
  assert.deepEqual(importers('tokenizers'), ['model/tokenizer.ts'])
  assert.deepEqual(importers('hnswlib-node'), ['index/embedded/graph/hnsw.ts'])
  assert.deepEqual(importers('better-sqlite3'), ['basics/sqlite.ts'])
  assert.deepEqual(importers('@opensearch-project/opensearch'), [
    'index/opensearch/client.ts',
    'index/opensearch/failures.ts',
  ])
  assert.deepEqual(
    modules.filter(m => m.code.includes('process.env')).map(m => m.path),
    ['basics/environment.ts'],
  )
})

test('only the embedded engine knows what lies below the folder of indexes', () => {
  const joining = modules.filter(m => /\bjoin\(\s*(?:\w+\.)*indexes\b/.test(m.code)).map(m => m.path)
  assert.deepEqual(joining, ['index/embedded/own-folder.ts', 'index/embedded/successor.ts'])
})

test('only one file renames, so that what is published is on disk, and nothing is left behind where that fails', () => {
  assert.deepEqual(
    modules.filter(m => /\brename(?:Sync)?\b\s*[(,}]/.test(m.code)).map(m => m.path),
    ['basics/files.ts'],
  )
})

test('there are no import cycles', () => {
  const graph = new Map(
    modules.map(m => [m.path, m.imports.filter(i => i.own && !i.typesOnly).map(i => i.target)]),
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

test('replacements of matches are literals or functions, because `$&` in a user’s string has a meaning', () => {
  // Up to the first closing parenthesis: enough to see a name or a template as second argument.
  const variable = /\.replace(?:All)?\([^)\n]*, (?:[A-Za-z_$][\w.]*|`[^`]*`)\)/
  for (const { path, code } of modules) {
    const [found] = variable.exec(code) ?? []
    assert.equal(found, undefined, `${path}: ${found}; write () => …`)
  }
})
