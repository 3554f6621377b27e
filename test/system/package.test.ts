import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { PROJECT_ROOT } from '../support/shared.js'

/** A project that has installed the package, on the file system of this one, so that files can be linked. */
const CONSUMER = join(PROJECT_ROOT, 'dist/consumer')
const MODULES = join(CONSUMER, 'node_modules')
const PACKAGE = join(MODULES, 'anlam')
/** Packages whose install script has to run: they have no binary that travels with them. */
const COMPILED = ['better-sqlite3', 'hnswlib-node']

const run = promisify(execFile)

interface Manifest {
  files: string[]
  scripts?: Record<string, string>
  bundleDependencies: string[]
}

interface Locked {
  dev?: boolean
  hasInstallScript?: boolean
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
const { packages } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>
}
const needed = Object.entries(packages).filter(
  ([path, { dev }]) => /^node_modules\/(?!.*node_modules)/.test(path) && !dev,
)
let files: string[]

before(async () => {
  rmSync(CONSUMER, { recursive: true, force: true })
  const { stage } = (await import(pathToFileURL(join(PROJECT_ROOT, 'packaging/stage.js')).href)) as {
    stage: (folder: string) => void
  }
  stage(PACKAGE)
  files = (readdirSync(PACKAGE, { recursive: true }) as string[]).filter(
    path => !path.startsWith('node_modules'),
  )
  await run(process.execPath, [join(PACKAGE, 'packaging/keep-own-platform.js')])
  for (const [path] of needed) {
    const from = join(PROJECT_ROOT, path)
    const to = join(CONSUMER, path)
    if (existsSync(join(PACKAGE, path)) || !existsSync(from)) continue
    mkdirSync(dirname(to), { recursive: true })
    symlinkSync(from, to)
  }
})

after(() => rmSync(CONSUMER, { recursive: true, force: true }))

test('the package holds what runs, and no tests, sources or maps', () => {
  assert.ok(files.includes('dist/src/index.d.ts') && files.includes('dist/web/index.html'))
  const wrong = files.filter(path => /\.map$|\.tsx?$|^dist\/test|^test/.test(path) && !path.endsWith('.d.ts'))
  assert.deepEqual(wrong, [])
})

test('all that was staged is named by the package, so that it goes into the tarball', () => {
  const { files: named } = manifestOf(PACKAGE)
  const isNamed = (path: string): boolean =>
    named.some(entry => path === entry || path.startsWith(`${entry}/`)) ||
    /^(?:package\.json|readme[^/]*|licen[cs]e[^/]*|notice[^/]*)$/i.test(path)
  const missing = files.filter(path => statSync(join(PACKAGE, path)).isFile() && !isNamed(path))
  assert.deepEqual(missing, [])
})

test('nothing is downloaded at install: what would do that travels inside, without its script', () => {
  const { bundleDependencies, scripts } = manifestOf(PACKAGE)
  assert.deepEqual(Object.keys(scripts!), ['postinstall', 'install:cuda'])
  for (const name of bundleDependencies)
    assert.equal(manifestOf(join(PACKAGE, 'node_modules', name)).scripts, undefined)
  const others = needed
    .filter(([path, { hasInstallScript }]) => hasInstallScript && !existsSync(join(PACKAGE, path)))
    .map(([path]) => path.replace('node_modules/', ''))
  assert.deepEqual(others, COMPILED)
})

test('the licences of all that travels inside, or was joined into its files, are in it', () => {
  const modules = join(PACKAGE, 'node_modules')
  const folders = readdirSync(modules).flatMap(name =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map(each => `${name}/${each}`) : [name],
  )
  const without = folders.filter(
    name => !readdirSync(join(modules, name)).some(file => /^licen[cs]e/i.test(file)),
  )
  assert.deepEqual(without, [])
  const joined = {
    program: ['commander', 'zod'],
    report: ['echarts', 'preact'],
    web: ['preact', 'swagger-ui-dist'],
  }
  for (const [folder, names] of Object.entries(joined)) {
    const notices = readFileSync(join(PACKAGE, 'dist', folder, 'NOTICES.txt'), 'utf8')
    for (const name of names) assert.match(notices, new RegExp(`^${name} [\\d.]+ \\(`, 'm'))
    assert.match(notices, /copyright/i)
  }
})

test('what is for other platforms is gone after install, from the package and from nowhere else', () => {
  const binaries = 'node_modules/onnxruntime-node/bin/napi-v6'
  assert.deepEqual(readdirSync(join(PACKAGE, binaries)), [process.platform])
  assert.deepEqual(readdirSync(join(PACKAGE, binaries, process.platform)), [process.arch])
  const own = readdirSync(join(PACKAGE, 'node_modules/tokenizers')).filter(name => name.endsWith('.node'))
  assert.ok(
    own.length > 0 && own.every(name => name.includes(`${process.platform}-${process.arch}`)),
    own.join(' '),
  )
  assert.ok(readdirSync(join(PROJECT_ROOT, binaries)).length > 1)
})

const PROGRAM = `
  const anlam = new Anlam({ model: 'builtin-static', offline: true })
  anlam.similarity('öğrenme hızı', 'öğrenme oranı').then(cosine => {
    console.log(cosine > 0.5)
    return anlam.close()
  })`

for (const [kind, name, first] of [
  ['an ES module', 'a.mjs', "import { Anlam } from 'anlam'"],
  ['a CommonJS module', 'a.cjs', "const { Anlam } = require('anlam')"],
] as const)
  test(`${kind} uses the library, and the process ends by itself`, async () => {
    writeFileSync(join(CONSUMER, name), first + PROGRAM)
    const { stdout, stderr } = await run(process.execPath, [name], { cwd: CONSUMER })
    assert.deepEqual([stdout, stderr], ['true\n', ''])
  })

test('the command works from the package, with the indexes of the project that it runs in', async () => {
  const command = join(PACKAGE, 'bin/anlam.js')
  const { stdout } = await run(
    process.execPath,
    [command, 'similarity', 'öğrenme hızı', 'öğrenme oranı', '--json'],
    { cwd: CONSUMER },
  )
  assert.ok((JSON.parse(stdout) as { score: number }).score > 0.5)
})

test('types are found from ES modules, CommonJS and bundlers, and all of them are right', async () => {
  const use = `
    const anlam: Anlam = new Anlam()
    // @ts-expect-error: there is no such setting
    export const misspelt = { indexs: '' } satisfies ConstructorParameters<typeof Anlam>[0]
    export const hits: Promise<string[]> = anlam.open('a').then(async index => (await index.search('b')).hits.map(hit => hit.text))`
  const checked = ['a.mts', 'b.cts', 'c.ts']
  for (const name of checked) writeFileSync(join(CONSUMER, name), `import { Anlam } from 'anlam'${use}`)
  const tsc = join(PROJECT_ROOT, 'node_modules/.bin/tsc')
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--lib',
    'es2024,dom,esnext.disposable',
    '--types',
    '',
  ]
  const nodenext = [...options, '--module', 'nodenext', ...checked]
  const bundler = [
    ...options,
    '--module',
    'esnext',
    '--moduleResolution',
    'bundler',
    '--skipLibCheck',
    'c.ts',
  ]
  for (const args of [nodenext, bundler]) await run(tsc, args, { cwd: CONSUMER })
})

test('the repository itself is not packed: its `prepack` says how it is done', async () => {
  const { scripts } = manifestOf(PROJECT_ROOT)
  const [, script] = scripts!.prepack!.split(' ')
  await assert.rejects(run(process.execPath, [script!], { cwd: PROJECT_ROOT }), /npm run tarball/)
})
