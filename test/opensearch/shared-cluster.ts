/**
 * One cluster for all test files of a run: starting one takes half a minute. A process of its own, the keeper, starts it
 * with the first user and ends it with the runner of the test files, or some time after the last user, also if users are killed.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PROJECT_ROOT } from '../support/shared.js'

/** Milliseconds until there has to be a keeper that listens. */
const KEEPER_TIMEOUT = 20_000

/** Folder of the keeper of this checkout: its lock and its socket. */
export function keeperFolder(): string {
  const checkout = createHash('sha256').update(realpathSync(PROJECT_ROOT)).digest('hex').slice(0, 12)
  const folder = join(tmpdir(), `anlam-opensearch-keeper-${checkout}`)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** What a keeper tells its users, one line of JSON. */
export type Told = { urls: string[] } | { failed: string }

let told: Promise<string[]> | undefined

/**
 * URLs of a running cluster of three nodes that other tests use too: name indexes so that they meet nobody else's, and
 * delete them. Await `unlessOpenSearch` before.
 */
export function sharedCluster(): Promise<string[]> {
  told ??= take()
  return told
}

async function take(): Promise<string[]> {
  for (;;) {
    const socket = await reach(join(keeperFolder(), 'socket'))
    // The runner of the test files: as long as it runs, another one may need the cluster.
    socket.write(String(process.ppid))
    let text = ''
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      text += chunk
      if (text.includes('\n')) break
    }
    // A keeper that was about to end when this process came.
    if (text === '') continue
    const answer = JSON.parse(text) as Told
    if ('failed' in answer) throw new Error(`no OpenSearch for tests: ${answer.failed}`)
    // The open connection says that this process lives, and does not keep it alive.
    socket.on('error', () => undefined).unref()
    return answer.urls
  }
}

/** Connects to the keeper, after starting one if none listens. */
async function reach(path: string): Promise<Socket> {
  for (const deadline = performance.now() + KEEPER_TIMEOUT; ; await pause(200)) {
    const socket = await tryConnect(path)
    if (socket) return socket
    if (performance.now() > deadline) throw new Error(`nothing listens on ${path}`)
    // Further keepers end at once.
    const keeper = fileURLToPath(new URL('./keeper.js', import.meta.url))
    spawn(process.execPath, [keeper], { detached: true, stdio: 'ignore' }).unref()
  }
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise(resolve => {
    const socket = connect(path)
    socket.setEncoding('utf8')
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(undefined))
  })
}
