import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { cancelled } from '../../src/errors.js'
import type { JobBoard } from '../../src/index/job-board.js'
import type { JobState } from '../../src/server/jobs.js'
import { type JobRequest, SharedJobs } from '../../src/server/shared-jobs.js'
import { testEngine } from './engine.js'
import { unlessOpenSearch } from './install.js'
import { sharedCluster } from './shared-cluster.js'

const PACE = { beat: 50, silence: 1000 }
/** Nobody is taken for dead by being slow. */
const PATIENT = { beat: 50, silence: 600_000 }
/** Milliseconds for what takes some signs of life, on a busy machine. */
const PATIENCE = 60_000
const REQUEST = { index: { id: 'i', name: 'ders' } }

interface Server {
  jobs: SharedJobs<JobRequest, string>
  /** Jobs that it began, and those of them that it was told to end. */
  begun: number
  aborted: number
}

/** A server whose jobs end at once with a result, or never. */
function server(t: TestContext, board: JobBoard, result?: string, pace = PACE): Server {
  const found: Server = { jobs: undefined as never, begun: 0, aborted: 0 }
  const run = async (_: JobRequest, signal: AbortSignal): Promise<string> => {
    found.begun++
    if (result !== undefined) return result
    if (!signal.aborted) await once(signal, 'abort')
    found.aborted++
    throw cancelled()
  }
  found.jobs = new SharedJobs({ canRun: ({ index }) => index.name === 'ders', run }, board, pace)
  t.after(() => found.jobs.close())
  return found
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + PATIENCE; !(await what()); await pause(20))
    if (performance.now() > end) assert.fail('it does not come to that')
}

const isIn =
  (state: JobState, { jobs }: Server, id: string) =>
  async (): Promise<boolean> =>
    (await jobs.status(id)).state === state

describe('jobs of servers over one cluster', { skip: await unlessOpenSearch() }, () => {
  test('one is taken over by one other server when its own is killed, and all know its result', async t => {
    const urls = await sharedCluster()
    const { prefix, jobs: board } = testEngine(t, urls)
    const script = fileURLToPath(new URL('./dying-server.js', import.meta.url))
    const dying = spawn(process.execPath, [script, prefix, urls.join(',')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    t.after(() => dying.kill('SIGKILL'))
    const [line] = (await once(dying.stdout, 'data')) as [Buffer]
    const id = line.toString().trim()
    // Longer than a part, and cut within a character.
    const result = `${'a'.repeat((1 << 20) - 2)}${'𐀀ş'.repeat(1000)}`
    const others = [server(t, board, result, PATIENT), server(t, board, result, PATIENT)] as const
    await until(isIn('running', others[0], id))
    await assert.rejects(others[1].jobs.result(id), { code: 'unavailable' })
    assert.deepEqual([others[0].begun, others[1].begun], [0, 0])
    dying.kill('SIGKILL')
    for (const other of others) await until(isIn('done', other, id))
    const late = server(t, board)
    for (const { jobs } of [...others, late]) {
      assert.equal(await jobs.result(id), result)
      assert.deepEqual(
        (await jobs.list()).map(status => [status.id, status.state]),
        [[id, 'done']],
      )
    }
    assert.equal(others[0].begun + others[1].begun, 1)
    await late.jobs.forget('i')
    assert.deepEqual(await board.list(), [])
    await assert.rejects(late.jobs.status(id), { code: 'not-found' })
  })

  test('one that was heard nothing of loses its job, and does not spoil what the other does', async t => {
    const { jobs: board } = testEngine(t, await sharedCluster())
    const cut: JobBoard = Object.create(board)
    const lonely = server(t, cut)
    const { id } = await lonely.jobs.start(REQUEST)
    await until(() => lonely.begun === 1)
    cut.put = async () => assert.fail('the cluster cannot be reached')
    const other = server(t, board, 'bulundu')
    await until(isIn('done', other, id))
    cut.put = board.put.bind(board)
    await until(() => lonely.aborted === 1)
    // The other one knows its result before it has posted it.
    await until(isIn('done', lonely, id))
    assert.deepEqual([await lonely.jobs.result(id), await other.jobs.result(id)], ['bulundu', 'bulundu'])
  })

  test('one that stops leaves its job to others; any server may cancel a job', async t => {
    const { jobs: board } = testEngine(t, await sharedCluster())
    const [first, second] = [server(t, board), server(t, board)]
    const elsewhere = { index: { id: 'j', name: 'başka' } }
    const { id } = await first.jobs.start(REQUEST)
    const left = await first.jobs.start(elsewhere)
    await until(isIn('running', second, id))
    await first.jobs.close()
    await until(() => second.begun === 1)
    const third = server(t, board)
    assert.equal((await third.jobs.cancel(id)).state, 'cancelled')
    await until(() => second.aborted === 1)
    assert.equal((await second.jobs.status(id)).state, 'cancelled')
    // Nobody serves that index.
    assert.equal((await third.jobs.status(left.id)).state, 'queued')
    await assert.rejects(third.jobs.cancel('yok'), { code: 'not-found' })
  })
})
