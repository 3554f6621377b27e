import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { withContext } from '../../src/cli/context.js'
import { lineTexts } from '../../src/cli/input.js'
import { Output } from '../../src/cli/output.js'
import { throwIfAborted } from '../../src/errors.js'
import type { Text } from '../../src/messages/said.js'
import { Speech } from '../../src/messages/speech.js'
import { runHere } from '../support/in-process.js'
import { scratch } from '../support/scratch.js'

/** Stops the running command as Ctrl-C does, without the listeners of the test runner. */
function stop(): void {
  process.listeners('SIGINT').at(-1)!('SIGINT')
}

test('a command that is stopped says what it has kept and how to go on, and one that has nothing to say just stops', async () => {
  const stopped = (say?: () => string) =>
    withContext({ quiet: true }, async ({ signal, ifStopped }) => {
      if (say) ifStopped(say)
      stop()
      throwIfAborted(signal)
    })
  let kept = 0
  const one = stopped(() => `${kept} documents are in index a`)
  kept = 7
  await assert.rejects(one, { code: 'cancelled', message: 'stopped: 7 documents are in index a' })
  await assert.rejects(stopped(), { code: 'cancelled', message: 'stopped' })
})

test('a command that fails otherwise while it is stopped says why', async () => {
  const failing = withContext({ quiet: true }, async () => {
    stop()
    throw new Error('another reason')
  })
  await assert.rejects(failing, /another reason/)
})

class Warnings extends Output {
  readonly warnings: string[] = []

  override warn(text: Text): void {
    this.warnings.push(new Speech('en').text(text))
  }
}

test('blank lines are skipped, and counted once they are known', async () => {
  const out = new Warnings({ json: false, quiet: true })
  const chunks = async function* () {
    yield 'ilk\n\n  \n{"text":"ikin'
    yield 'ci"}\n{"text":" "}\r\nson'
  }
  const read: [string, number][] = []
  for await (const { text, line } of lineTexts('text', out, chunks())) read.push([text, line])
  assert.deepEqual(read, [
    ['ilk', 1],
    ['ikinci', 4],
    ['son', 6],
  ])
  assert.deepEqual(out.warnings, ['3 blank lines of stdin were skipped'])
})

test('--verbose tells the settings and where they are from, without secrets, and the causes of an error', async t => {
  const file = join(scratch(t), 'ayar.json')
  writeFileSync(file, '{"effort":50}')
  const args = ['list', '--indexes', scratch(t), '--config', file]
  const env = { HF_TOKEN: 'hf_gizli', ANLAM_THREADS: '2' }
  const { code, stdout, stderr } = await runHere([...args, '--verbose'], env)
  assert.equal(code, 0, stderr)
  assert.match(stdout, /^no index in/)
  assert.match(stderr, /^anlam \d+\.\d+\.\d+, node v\d+/m)
  assert.ok(stderr.includes(`effort is 50, from "effort" in ${file}\n`), stderr)
  assert.match(stderr, /^threads is "2", from ANLAM_THREADS$/m)
  assert.match(stderr, /^hubToken is \(hidden\), from HF_TOKEN$/m)
  assert.match(stderr, /MiB of memory at most\n$/)
  assert.equal((await runHere(args, env)).stderr, '')
  const failed = await runHere(['index', join(scratch(t), 'yok'), '--verbose'])
  assert.match(failed.stderr, /error: cannot read .*yok: there is no such file or folder \(not-found\)\n/)
  assert.match(failed.stderr, /caused by Error: ENOENT/)
})
