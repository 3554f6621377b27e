/** Installs OpenSearch with its k-NN and security plugins from Maven Central, once for a machine and user. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { ProcessLock } from '../../src/basics/lock.js'
import { PROJECT_ROOT } from '../support/shared.js'

const run = promisify(execFile)

/** Files of this folder that are not compiled. */
export const SOURCES = join(PROJECT_ROOT, 'test', 'opensearch')
/** What an installation is made of; another content is another installation. */
const INGREDIENTS = ['pom.xml', 'artifacts.sha256', 'TestNode.java', 'install.ts'] as const
export const STORE_PASSWORD = 'of-tests-only'
/** Oldest Java that runs it. */
const JAVA = 17
/** Longest download, in milliseconds. */
const DOWNLOAD_TIMEOUT = 300_000

/** An installed OpenSearch. */
export interface Installation {
  /** Class path of a node whose main class is `TestNode`. */
  classPath: string
  /** Folder of plugins, each in a folder of its own: `opensearch-knn`, `opensearch-security`. */
  plugins: string
  /**
   * Folder with `node.p12` and `trust.p12` for nodes, whose password is `STORE_PASSWORD`, and for clients `ca.pem`, the
   * authority of the nodes, and `other-ca.pem`, one that they do not have.
   */
  certificates: string
}

let installed: Promise<Installation> | undefined

/**
 * Why tests that need a cluster have to be skipped; false if they can run. The first call of a machine downloads
 * 97 MB, which takes half a minute.
 * @throws Error if what was downloaded is not what was expected
 */
export async function unlessOpenSearch(): Promise<string | false> {
  const lacking = await lackingPrograms()
  if (lacking.length > 0) return `needs OpenSearch, and that needs ${lacking.join(' and ')}`
  try {
    await installOpenSearch()
    return false
  } catch (error) {
    if (error instanceof DownloadError) return error.message
    throw error
  }
}

/** Maven could not get the artifacts. */
class DownloadError extends Error {}

async function lackingPrograms(): Promise<string[]> {
  const lacking: string[] = []
  const version = await run('javac', ['-version']).then(
    ({ stdout, stderr }) => Number(/javac (\d+)/.exec(stdout + stderr)?.[1] ?? 0),
    () => 0,
  )
  if (version < JAVA) lacking.push(`a JDK, ${JAVA} or newer (Debian: default-jdk-headless)`)
  const hasMaven = await run('mvn', ['--version']).then(
    () => true,
    () => false,
  )
  if (!hasMaven) lacking.push('Maven (Debian: maven)')
  return lacking
}

/** Installs what is not installed yet; several processes may call it at once. */
export function installOpenSearch(): Promise<Installation> {
  installed ??= install()
  return installed
}

async function install(): Promise<Installation> {
  const digest = createHash('sha256')
  for (const name of INGREDIENTS) digest.update(readFileSync(join(SOURCES, name)))
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'anlam-test')
  const folder = join(cache, `opensearch-${digest.digest('hex').slice(0, 12)}`)
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true })
    // Maven's repository is not made for two processes that download at once.
    const lock = await acquire(join(cache, 'installing'))
    try {
      if (!existsSync(folder)) await installInto(folder)
    } finally {
      lock.release()
    }
  }
  return {
    classPath: `${folder}:${join(folder, 'lib')}/*`,
    plugins: join(folder, 'plugins'),
    certificates: join(folder, 'certificates'),
  }
}

async function acquire(path: string): Promise<ProcessLock> {
  for (;;) {
    const lock = ProcessLock.tryAcquire(path)
    if (lock) return lock
    await pause(500)
  }
}

/** The folder appears under its name when it is complete. */
async function installInto(folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  const lib = join(unfinished, 'lib')
  await download(lib)
  checkArtifacts(lib)
  const isJar = (name: string): boolean => name.endsWith('.jar')
  const shared = new Set(readdirSync(lib).filter(isJar).map(artifactOf))
  for (const archive of readdirSync(lib).filter(name => name.endsWith('.zip'))) {
    const plugin = join(unfinished, 'plugins', artifactOf(archive))
    mkdirSync(plugin, { recursive: true })
    await run('jar', ['xf', join(lib, archive)], { cwd: plugin })
    rmSync(join(lib, archive))
    standAlone(join(plugin, 'plugin-descriptor.properties'))
    // A class may not be in a plugin and in the server.
    for (const name of readdirSync(plugin))
      if (isJar(name) && shared.has(artifactOf(name))) rmSync(join(plugin, name))
  }
  await makeCertificates(join(unfinished, 'certificates'))
  await run('javac', ['-cp', `${lib}/*`, '-d', unfinished, join(SOURCES, 'TestNode.java')])
  renameSync(unfinished, folder)
}

function artifactOf(file: string): string {
  return file.replace(/-\d.*$/, '')
}

/** Certificates of this machine alone: that of all nodes, which is its own authority, and another authority's. */
async function makeCertificates(folder: string): Promise<void> {
  mkdirSync(folder)
  const keytool = (store: string, ...options: string[]): Promise<unknown> =>
    run('keytool', [
      ...options,
      '-keystore',
      join(folder, store),
      '-storetype',
      'PKCS12',
      '-storepass',
      STORE_PASSWORD,
    ])
  const pair = [
    '-genkeypair',
    '-keyalg',
    'EC',
    '-groupname',
    'secp256r1',
    '-validity',
    '3650',
    '-alias',
    'node',
  ]
  await keytool('node.p12', ...pair, '-dname', 'CN=node', '-ext', 'san=ip:127.0.0.1', '-ext', 'bc:c')
  await keytool('other.p12', ...pair, '-dname', 'CN=other', '-ext', 'bc:c')
  await keytool('node.p12', '-exportcert', '-rfc', '-alias', 'node', '-file', join(folder, 'ca.pem'))
  await keytool('other.p12', '-exportcert', '-rfc', '-alias', 'node', '-file', join(folder, 'other-ca.pem'))
  await keytool('trust.p12', '-importcert', '-noprompt', '-alias', 'ca', '-file', join(folder, 'ca.pem'))
}

/** Drops the plugins that a plugin extends: k-NN only adds functions to the scripting language, which is not there. */
function standAlone(descriptor: string): void {
  writeFileSync(descriptor, readFileSync(descriptor, 'utf8').replace(/^extended\.plugins=.*$/m, ''))
}

async function download(lib: string): Promise<void> {
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${lib}`]
  try {
    await run('mvn', ['-q', '-B', '-f', join(SOURCES, 'pom.xml'), ...goal], { timeout: DOWNLOAD_TIMEOUT })
  } catch (error) {
    const { stdout = '', message } = error as { stdout?: string; message: string }
    const reason = stdout.split('\n').find(line => line.startsWith('[ERROR]')) ?? message
    throw new DownloadError(`needs OpenSearch, which Maven could not download: ${reason}`)
  }
}

function checkArtifacts(lib: string): void {
  const lines = readFileSync(join(SOURCES, 'artifacts.sha256'), 'utf8').trim().split('\n')
  const expected = new Map(lines.map(line => line.split(/\s+/).reverse() as [name: string, hash: string]))
  const found = readdirSync(lib)
  for (const name of new Set([...found, ...expected.keys()])) {
    const hash = found.includes(name)
      ? createHash('sha256')
          .update(readFileSync(join(lib, name)))
          .digest('hex')
      : 'absent'
    if (hash !== expected.get(name))
      throw new Error(`${name} in ${lib} is ${hash}, expected was ${expected.get(name) ?? 'no such file'}`)
  }
}
