import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { checkIntegrity } from '../../src/index/embedded/maintenance/integrity.js'
import { repairIndex } from '../../src/index/embedded/maintenance/repair.js'
import { scratch } from '../support/scratch.js'
import { checkSurvivor } from './crash/check.js'
import { crashSeed } from './crash/crash.js'
import { NAME, scenario } from './crash/scenario.js'
import { buildShim, runRepairer, runWriter } from './crash/shim.js'

/** Number of seeds; `npm run test:crash` runs more. */
const SEEDS = 8
const FAILING_SEEDS = 5
const ERRNO = { EIO: 5, ENOSPC: 28 }

const skip = process.platform !== 'linux' && 'the shim needs Linux'

describe('crashes and failing disks', { skip, concurrency: false }, () => {
  let shim = ''
  before(() => {
    shim = buildShim()
  })

  test('a writer killed at any disk change, with or without power loss, loses nothing it acknowledged', async () => {
    let kills = 0
    for (let seed = 1; seed <= SEEDS; seed++) {
      const report = await crashSeed(shim, seed)
      assert.deepEqual(report.losses, [])
      kills += report.kills
    }
    assert.ok(kills >= SEEDS, `only ${kills} kills`)
  })

  for (const [name, errno] of Object.entries(ERRNO)) {
    test(`a writer reports ${name} while every disk change fails, and then goes on without a restart`, async t => {
      for (let seed = 1; seed <= FAILING_SEEDS; seed++) {
        const root = join(scratch(t), String(seed))
        mkdirSync(root)
        const run = await runWriter(shim, root, seed, 0, {
          SHIM_ROOT: join(root, NAME),
          SHIM_FAIL_AT: String(1 + ((seed * 97) % 300)),
          SHIM_FAIL_COUNT: String(seed * 4),
          SHIM_ERRNO: String(errno),
        })
        const steps = scenario(seed)
        assert.equal(run.acknowledged, steps.length, JSON.stringify(run.errors.at(-1)))
        assert.ok(run.errors.length > 0)
        // Either code is right: SQLite reports a failed truncation as an I/O error, and hnswlib reports no error.
        const codes = new Set(run.errors.map(error => error.code))
        for (const expected of ['storage-full', 'unavailable']) codes.delete(expected)
        assert.deepEqual([...codes], [], JSON.stringify(run.errors))
        await checkSurvivor(root, steps, run.acknowledged)
      }
    })
  }

  test('a repair killed at any disk change is completed by the next one, and nothing more is lost', async t => {
    const origin = scratch(t)
    await runWriter(shim, origin, 3, 0, {})
    const database = join(origin, NAME, 'store.sqlite')
    const bytes = readFileSync(database)
    // Damages texts until one of them is in use: a page may also hold remains of deleted texts.
    let sound = true
    for (let at = 0; sound; ) {
      at = bytes.indexOf('bölüm', at + 1)
      bytes[at + 2]! ^= 1
      writeFileSync(database, bytes)
      sound = (await checkIntegrity(join(origin, NAME), NAME)).every(({ ok }) => ok)
    }
    const copyOf = (): string => {
      const root = scratch(t)
      cpSync(join(origin, NAME), join(root, NAME), { recursive: true })
      return root
    }
    const whole = await repairIndex(copyOf(), NAME)
    assert.ok(whole.done.length > 0 && whole.lost.length > 0)
    for (let killAt = 1; killAt <= 120; killAt += 7) {
      const root = copyOf()
      await runRepairer(shim, root, { SHIM_ROOT: join(root, NAME), SHIM_KILL_AT: String(killAt) })
      await repairIndex(root, NAME)
      const checks = await checkIntegrity(join(root, NAME), NAME)
      assert.deepEqual(
        checks.filter(({ ok }) => !ok),
        [],
      )
      const index = await EmbeddedIndex.open(root, NAME, { mode: 'reader' })
      assert.equal((await index.stats()).documents, whole.documents, `killed at ${killAt}`)
      await index.close()
    }
  })

  test('if files cannot be locked, writing is refused with a message that says why', async t => {
    const root = scratch(t)
    const run = await runWriter(shim, root, 1, 0, { SHIM_ROOT: join(root, NAME), SHIM_NO_LOCKS: '1' })
    assert.equal(run.acknowledged, 0)
    assert.equal(run.errors[0]!.code, 'unavailable')
    assert.match(run.errors[0]!.message, /no locks/)
  })

  test('the shim works: it kills the process, and keeps synced files', async t => {
    const root = scratch(t)
    const shadow = join(root, 'shadow')
    mkdirSync(shadow)
    const run = await runWriter(shim, root, 1, 0, {
      SHIM_ROOT: join(root, NAME),
      SHIM_SHADOW: shadow,
      SHIM_KILL_AT: '150',
    })
    assert.equal(run.signal, 'SIGKILL')
    assert.match(execFileSync('ls', [shadow], { encoding: 'utf8' }), /names/)
  })
})
