import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { EXIT_CODES } from '../../../src/cli/exit.js'
import { withTable } from '../../support/cli.js'
import { scratch } from '../../support/scratch.js'
import { PROJECT_ROOT } from '../../support/shared.js'
import { buildShim } from '../crash/shim.js'

const { anlam } = withTable

const CORPUS = join(PROJECT_ROOT, 'corpus', 'documents')
const HARD = join(PROJECT_ROOT, 'corpus', 'hard-negatives.jsonl')
const ENOSPC = 28
/** Disk changes at which the disk becomes full: while indexing, comparing, and writing the report. */
const FULL_FROM = [1, 12, 40, 60, 75, 90, 100]
const FILES = ['groups.jsonl', 'pairs.csv', 'pairs.jsonl', 'report.html', 'summary.json']

const skip = process.platform !== 'linux' && 'the shim needs Linux'

describe('mining on a disk that fills', { skip }, () => {
  let shim = ''
  before(() => {
    shim = buildShim()
  })

  test('is an error that leaves the last report unchanged, and works again once there is room', async t => {
    const cwd = scratch(t)
    const out = join(cwd, 'r')
    const first = await anlam(['mine', HARD, '--out', 'r', '--quiet', '--explain', '0'], { cwd })
    assert.equal(first.code, 0, first.stderr)
    const report = (): string[] => FILES.map(name => readFileSync(join(out, name), 'utf8'))
    const before = report()
    let failed = 0
    for (const from of FULL_FROM) {
      const { code, stderr } = await anlam(['mine', CORPUS, '--out', 'r', '--quiet', '--explain', '0'], {
        cwd,
        env: {
          LD_PRELOAD: shim,
          SHIM_ROOT: out,
          SHIM_FAIL_AT: String(from),
          SHIM_FAIL_COUNT: '1000000',
          SHIM_ERRNO: String(ENOSPC),
        },
      })
      if (code === 0) break
      failed++
      // SQLite reports a failed truncation as an I/O error.
      assert.ok([EXIT_CODES['storage-full'], EXIT_CODES.unavailable].includes(code!), `${from}: ${stderr}`)
      assert.deepEqual(report(), before, `${from}`)
      assert.ok(
        readdirSync(out).every(name => FILES.includes(name) || name === '.anlam'),
        `${readdirSync(out)}`,
      )
    }
    assert.ok(failed >= 4, `${failed} runs met a full disk`)
    const last = await anlam(['mine', CORPUS, '--out', 'r', '--quiet', '--explain', '0'], { cwd })
    assert.equal(last.code, 0, last.stderr)
    assert.ok(!existsSync(join(out, '.anlam')))
    assert.equal(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')).passages, 1020)
  })
})
