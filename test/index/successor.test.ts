import assert from 'node:assert/strict'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EmbeddedEngine } from '../../src/index/embedded/embedded-engine.js'
import { endReplacement, endReplacements } from '../../src/index/embedded/successor.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'

/** Runs a replacement up to a step, as if it had been killed there. */
async function cutOff(root: string, step: 'marked' | 'index gone' | 'in its place') {
  const engine = new EmbeddedEngine(root)
  const old = await engine.create('a', IDENTITY)
  const next = await engine.successors.create('a', IDENTITY)
  const revision = await old.revision()
  await Promise.all([old.close(), next.close()])
  const successor = join(root, '.anlam', 'next', 'a')
  writeFileSync(join(successor, 'ready'), '')
  if (step !== 'marked') renameSync(join(root, 'a'), join(root, '.anlam', 'deleted-x'))
  if (step === 'in its place') renameSync(successor, join(root, 'a'))
  return { engine, old: old.id, next: next.id, revision }
}

test('a replacement that was killed before the index was gone has not happened, and can be made', async t => {
  const { engine, old, next, revision } = await cutOff(scratch(t), 'marked')
  assert.deepEqual(await engine.list(), ['a'])
  assert.equal((await engine.describe('a'))!.id, old)
  await engine.supersede('a', revision)
  assert.equal((await engine.describe('a'))!.id, next)
})

test('a replacement that was killed between its renames is ended by whoever looks for the index first', async t => {
  for (const look of [
    (engine: EmbeddedEngine) => engine.list(),
    (engine: EmbeddedEngine) => engine.describe('a'),
    (engine: EmbeddedEngine) => engine.size('a'),
    (engine: EmbeddedEngine) => engine.metadata('a', 'calibration'),
    (engine: EmbeddedEngine) => engine.open('a', { mode: 'reader' }).then(index => index.close()),
    (engine: EmbeddedEngine) => engine.capabilities.verify('a'),
    (engine: EmbeddedEngine) => engine.capabilities.backup('a', join(scratch(t), 'b')),
    (engine: EmbeddedEngine) => engine.watch(() => undefined).refresh(),
  ]) {
    const root = scratch(t)
    const { engine, next } = await cutOff(root, 'index gone')
    await look(engine)
    assert.ok(existsSync(join(root, 'a', 'manifest.json')), String(look))
    assert.ok(!existsSync(join(root, 'a', 'ready')))
    assert.equal((await engine.describe('a'))!.id, next)
    await assert.rejects(engine.create('A', IDENTITY), { code: 'already-exists' })
  }
})

test('of an index that is deleted no successor is left to take its place', async t => {
  const { engine } = await cutOff(scratch(t), 'marked')
  await engine.delete('a')
  assert.deepEqual(await engine.list(), [])
  await (await engine.create('a', IDENTITY)).close()
})

test('those who help do nothing twice', async t => {
  const root = scratch(t)
  const { engine, next } = await cutOff(root, 'in its place')
  endReplacement(root, 'a')
  endReplacements(root)
  assert.equal((await engine.describe('a'))!.id, next)
})
