import { execFileSync } from 'node:child_process'
import { cpSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const AFTER_INSTALL = 'packaging/keep-own-platform.js'

/**
 * Packages that travel inside ours: the first one would download CUDA when it is installed, and both bring the binaries of
 * every platform. Each name has a test of the files that are left out.
 */
const BUNDLED = {
  'onnxruntime-node': path => !LEFT_OUT_OF_ONNXRUNTIME.test(path),
  tokenizers: path => !LEFT_OUT_OF_TOKENIZERS.test(path),
}
/** onnxruntime's packages are published without their licence, which has to travel with copies. */
const LICENSE_OF_ONNXRUNTIME = join(ROOT, 'packaging/onnxruntime-license.txt')
/** Maps, the script that builds it, and a second copy of macOS's library, which is loaded by its shorter name. */
const LEFT_OUT_OF_ONNXRUNTIME =
  /\.map$|^lib\/|^script\/(?:build|prepack)|\/libonnxruntime\.[\d.]*\d\.\d[\d.]*\.dylib$/
/** Platforms that onnxruntime has no build for, and a macOS library that holds those of both processors once more. */
const LEFT_OUT_OF_TOKENIZERS = /android|arm-gnueabihf|win32-ia32|darwin-universal/

/**
 * Makes the folder that is packed: the files of the package, and in `node_modules` what travels inside it. Files are linked
 * if they can be.
 */
export function stage(folder) {
  rmSync(folder, { recursive: true, force: true })
  const [{ files }] = JSON.parse(npm(['pack', '--dry-run', '--json', '--ignore-scripts']))
  for (const { path } of files) if (path !== 'package.json') place(join(ROOT, path), join(folder, path))
  place(join(ROOT, AFTER_INSTALL), join(folder, AFTER_INSTALL))
  const own = readPackage(ROOT)
  const bundled = new Map()
  for (const name of Object.keys(BUNDLED)) collect(name, ROOT, bundled)
  for (const [name, from] of bundled) bundle(name, from, join(folder, 'node_modules', name))
  writePackage(folder, published(own))
  return folder
}

/** What package.json says in the package: nothing of what only the repository needs. */
function published({ scripts, devDependencies, allowScripts, ...own }) {
  return {
    ...own,
    files: [...own.files, AFTER_INSTALL],
    scripts: {
      postinstall: `node ${AFTER_INSTALL}`,
      'install:cuda': scripts['install:cuda'],
    },
    bundleDependencies: Object.keys(BUNDLED),
  }
}

/** A package and all that it needs, with the folder of each. */
function collect(name, from, found) {
  if (found.has(name)) return
  const folder = folderOf(name, from)
  found.set(name, folder)
  for (const other of Object.keys(readPackage(folder).dependencies ?? {})) collect(other, folder, found)
}

function folderOf(name, from) {
  const places = createRequire(join(from, 'package.json')).resolve.paths(name)
  return places.map(place => join(place, name)).find(folder => readdirOf(folder).includes('package.json'))
}

function readdirOf(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function bundle(name, from, to) {
  const isWanted = BUNDLED[name] ?? (path => !path.endsWith('.map'))
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(from.length + 1)
    if (entry.isFile() && path !== 'package.json' && isWanted(path)) place(join(from, path), join(to, path))
  }
  if (name.startsWith('onnxruntime-')) place(LICENSE_OF_ONNXRUNTIME, join(to, 'LICENSE'))
  const { scripts: _, devDependencies: __, ...rest } = readPackage(from)
  writePackage(to, rest)
}

function place(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  try {
    linkSync(from, to)
  } catch {
    // Another file system.
    cpSync(from, to)
  }
}

function readPackage(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

function writePackage(folder, content) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(content, null, 2)}\n`)
}

function npm(args) {
  return execFileSync('npm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = stage(join(ROOT, 'dist/package'))
  const [{ filename }] = JSON.parse(npm(['pack', folder, '--json', '--ignore-scripts']))
  console.log(filename)
}
