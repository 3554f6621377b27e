/** `node keeper.js`: keeps a cluster for the tests of this checkout (see shared-cluster.ts). */
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ProcessLock } from '../../src/basics/lock.js'
import { TestCluster } from './cluster.js'
import { keeperFolder, type Told } from './shared-cluster.js'

/** Milliseconds without users after which the cluster ends, unless a runner still runs whose files used it. */
const LINGER = 90_000
const CHECK_EVERY = 1000

const folder = keeperFolder()
const lock = ProcessLock.tryAcquire(join(folder, 'keeper'))
if (lock) {
  try {
    await keep(join(folder, 'socket'))
  } finally {
    lock.release()
  }
}

async function keep(path: string): Promise<void> {
  const users = new Set<Socket>()
  const runners = new Set<number>()
  let lastUse = performance.now()
  const server = createServer(user => {
    users.add(user)
    user.on('error', () => undefined)
    user.on('close', () => {
      users.delete(user)
      lastUse = performance.now()
    })
    user.on('data', chunk => runners.add(Number(chunk.toString())))
    void told.then(answer => user.write(`${JSON.stringify(answer)}\n`))
  })
  // A keeper that was killed leaves its socket.
  rmSync(path, { force: true })
  server.listen(path)
  await once(server, 'listening')
  let cluster: TestCluster | undefined
  const told = TestCluster.start().then(
    (started): Told => {
      cluster = started
      return { urls: started.urls }
    },
    (error: Error): Told => ({ failed: error.message }),
  )
  const answer = await told
  lastUse = performance.now()
  const isWanted = (): boolean =>
    users.size > 0 || performance.now() < lastUse + LINGER || [...runners].some(isRunning)
  while ('urls' in answer && cluster!.isWhole && isWanted()) await pause(CHECK_EVERY)
  server.close()
  // The next user shall find nobody here, and start another keeper.
  rmSync(path, { force: true })
  await cluster?.stop()
  for (const user of users) user.end()
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
