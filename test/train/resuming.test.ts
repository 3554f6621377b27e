import assert from 'node:assert/strict'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { EXIT_CODES } from '../../src/cli/exit.js'
import type { AnlamError } from '../../src/errors.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { readTensors, writeTensors } from '../../src/train/run/tensor-file.js'
import { OutFolder } from '../../src/train/tune/out-folder.js'
import { anlam, start } from '../support/cli.js'
import { scratch } from '../support/scratch.js'
import { smallTransformer } from '../support/small-transformer.js'

/** Groups in which the first word tells them apart. */
const groups = Array.from({ length: 40 }, (_, i) => ({
  subtopic: `konu ${i}`,
  texts: ['birinci', 'ikinci', 'üçüncü'].map(way => `${i} numaralı model ${way} biçimde anlatılır`),
  negative: `${i} numaralı model anlatılmaz`,
  query: `${i} nedir`,
}))

function prepare(t: Parameters<typeof scratch>[0]) {
  const cwd = scratch(t)
  const write = (name: string, rows: readonly object[]): void =>
    writeFileSync(join(cwd, name), rows.map(row => JSON.stringify(row)).join('\n'))
  write('groups.jsonl', groups)
  write(
    'dev.jsonl',
    groups.map(({ texts }, i) => ({
      a: texts[0],
      b: groups[(i * 7) % 40]!.texts[1],
      label: i === 0 ? 1 : 0,
    })),
  )
  smallTransformer(
    join(cwd, 'base'),
    groups.flatMap(({ texts, query }) => [...texts, query]),
  )
  const args = (out: string): string[] => [
    ...['tune', 'base', 'groups.jsonl', '--out', out, '--eval', 'dev.jsonl', '--json', '--threads', '1'],
    ...['--epochs', '60', '--batch', '8', '--rate', '1e-3', '--evaluations', '4', '--save-every', '0.01'],
  ]
  const weights = (out: string): string =>
    readFileSync(join(cwd, out, 'model.safetensors')).toString('base64')
  return { cwd, args, weights }
}

test('a run that is killed goes on, and ends with the same bytes as one in one piece', async t => {
  const { cwd, args, weights } = prepare(t)
  const whole = await anlam(args('whole'), { cwd })
  assert.equal(whole.code, 0, whole.stderr)
  assert.ok(!existsSync(join(cwd, 'whole', '.training')), 'the run is forgotten when the model is there')

  const state = join(cwd, 'cut', '.training', 'run', 'state.bin')
  const child = start(args('cut'), { cwd })
  const ended = once(child, 'close')
  while (!existsSync(state) && child.exitCode === null) await wait(5)
  child.kill('SIGKILL')
  await ended
  assert.ok(existsSync(state), 'it was killed after a save and before its end')
  cpSync(join(cwd, 'cut'), join(cwd, 'finished'), { recursive: true })
  const second = await anlam(args('cut'), { cwd })
  assert.equal(second.code, 0, second.stderr)
  assert.match(second.stderr, /the run goes on from step [1-9]/)
  assert.equal(weights('cut'), weights('whole'))
  const finished = await anlam([...args('finished'), '--finish'], { cwd })
  assert.equal(finished.code, 0, finished.stderr)
  const { stepsRun, steps } = JSON.parse(finished.stdout)
  assert.ok(stepsRun > 0 && stepsRun < steps, `${stepsRun} of ${steps} steps`)
  const [a, b] = ['whole', 'cut'].map(out =>
    JSON.parse(readFileSync(join(cwd, out, 'training.json'), 'utf8')),
  )
  assert.deepEqual(a.losses, b.losses)
  assert.deepEqual(a.heldOut, b.heldOut)

  const checkpoint = await readCheckpoint(join(cwd, 'cut'))
  assert.equal(checkpoint.dimension, 16)
  const encoder = await loadEncoder({ directory: join(cwd, 'cut'), model: 'cut' })
  t.after(() => encoder.close())
  const { values } = await encoder.encode(['3 numaralı model'])
  assert.ok(Math.abs(Math.hypot(...values) - 1) < 1e-5)
})

test('another run in the same folder is refused by what differs, and --fresh forgets it', async t => {
  const { cwd, args } = prepare(t)
  mkdirSync(join(cwd, 'out', '.training', 'run'), { recursive: true })
  writeFileSync(join(cwd, 'out', '.training', 'run', 'run.json'), '{"batch":32}')
  const refused = await anlam(args('out'), { cwd })
  assert.equal(refused.code, EXIT_CODES['already-exists'])
  assert.match(refused.stderr, /batch 32 there, 8 here.*--fresh/)
  const fresh = await anlam([...args('out'), '--fresh', '--epochs', '1'], { cwd })
  assert.equal(fresh.code, 0, fresh.stderr)
  assert.ok(existsSync(join(cwd, 'out', 'training.html')))
  const foreign = join(cwd, 'foreign')
  mkdirSync(foreign)
  writeFileSync(join(foreign, 'tez.docx'), 'x')
  assert.equal((await anlam(args('foreign'), { cwd })).code, EXIT_CODES['already-exists'])
  assert.deepEqual(readdirSync(foreign), ['tez.docx'])
})

test('a saved file with a flipped byte, or a part of one, is told', async t => {
  const path = join(scratch(t), 'state.bin')
  const values = Float32Array.from({ length: 1000 }, (_, i) => i / 7)
  await writeTensors(
    path,
    { step: 3 },
    new Map([
      ['a', values],
      ['b', values.slice(0, 5)],
    ]),
  )
  const { header, tensors } = await readTensors<{ step: number }>(path)
  assert.equal(header.step, 3)
  assert.deepEqual(tensors.get('a'), values)
  const bytes = readFileSync(path)
  const damaged = (error: AnlamError): boolean =>
    error.code === 'corrupt-checkpoint' && /--fresh/.test(error.message)
  for (const at of [3, 20, 2000, bytes.length - 1]) {
    const flipped = Buffer.from(bytes)
    flipped[at]! ^= 1
    writeFileSync(path, flipped)
    await assert.rejects(readTensors(path), damaged, `byte ${at}`)
  }
  writeFileSync(path, bytes.subarray(0, 500))
  await assert.rejects(readTensors(path), damaged)
})

test('a crash while a model takes its place loses neither model nor run', async t => {
  const path = join(scratch(t), 'out')
  const write = (folder: string, name: string): void => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), name)
  }
  write(path, 'modules.json')
  write(join(path, '.training'), 'state')
  const out = OutFolder.open(path, false)
  await assert.rejects(out.publish(async () => Promise.reject(new Error('the disk is full'))))
  assert.deepEqual(readdirSync(path).sort(), ['.training', 'modules.json'])
  await out.publish(async folder => write(folder, 'modules.json'))
  assert.deepEqual(readdirSync(path), ['modules.json'])

  // Power fails between the two renames.
  write(join(path, '.training'), 'state')
  write(`${path}.new`, 'modules.json')
  renameSync(path, `${path}.old`)
  const again = OutFolder.open(path, false)
  assert.deepEqual(readdirSync(again.training), ['state'])
  assert.ok(!existsSync(`${path}.new`) && !existsSync(`${path}.old`))
})
