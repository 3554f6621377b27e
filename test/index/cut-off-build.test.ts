import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { buildGraph } from '../../src/index/embedded/bulk/build-graph.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { batch, buildOptions, CUT_OFF_BUILD, pages, ROWS } from '../support/cut-off-build.js'
import { scratch } from '../support/scratch.js'
import { documents } from '../support/vectors.js'

/** Few, so that there are cells. */
const ALL_PAIRS = 500
const WHOLE = 'read nearest pairs sort nearest choose'

/** Begins a build in a process of its own, and kills it when it has come to a stage. */
async function killedAt(folder: string, stage: string, allPairs = ALL_PAIRS): Promise<void> {
  const child = spawn(process.execPath, [CUT_OFF_BUILD, folder, stage, String(allPairs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  const [, signal] = (await once(child, 'close')) as [unknown, string]
  assert.equal(signal, 'SIGKILL')
}

/** Builds the graph of a folder. @returns its bytes, and the stages up to the choice of links */
async function built(folder: string): Promise<{ bytes: Buffer; stages: string; resumed: boolean }> {
  const stages: string[] = []
  const options = buildOptions(folder)
  const { resumed } = await buildGraph({
    ...options,
    vectors: pages(),
    allPairs: ALL_PAIRS,
    keep: { directory: folder, isWriter: true },
    onProgress: stage => {
      if (stages.at(-1) !== stage && stages.at(-1) !== 'choose') stages.push(stage)
    },
  })
  return { bytes: readFileSync(options.file), stages: stages.join(' '), resumed }
}

function keptIn(folder: string): string[] {
  return readdirSync(folder).filter(name => name.startsWith('graph.bulk.'))
}

async function uncut(t: TestContext): Promise<Buffer> {
  const { bytes, stages, resumed } = await built(scratch(t))
  assert.deepEqual([stages, resumed], [WHOLE, false])
  return bytes
}

test('a build goes on from where a killed process had come to, to the same bytes', async t => {
  const bytes = await uncut(t)
  for (const [stage, rest] of [
    ['pairs', 'read pairs sort nearest choose'],
    ['sort', 'read sort nearest choose'],
    ['choose', 'read nearest choose'],
  ] as const) {
    const folder = scratch(t)
    await killedAt(folder, stage)
    assert.ok(keptIn(folder).includes('graph.bulk.cells'))
    const next = await built(folder)
    assert.deepEqual([next.stages, next.resumed], [rest, true], `killed at ${stage}`)
    assert.ok(next.bytes.equals(bytes), `killed at ${stage}`)
  }
})

test('what was kept of other vectors, or is damaged, is deleted and not used', async t => {
  const bytes = await uncut(t)
  const changes: ((kept: Buffer) => void)[] = [
    kept => {
      kept[kept.length >> 1]! ^= 1
    },
    kept => {
      kept.write('0', kept.indexOf('"of":"') + 6)
      kept.write('1', kept.indexOf('"of":"') + 7)
    },
    kept => kept.write('{"step":9', 0),
    kept => kept.fill(0, 0, 100),
  ]
  const origin = scratch(t)
  await killedAt(origin, 'choose')
  const names = keptIn(origin)
  assert.deepEqual(names, ['graph.bulk.candidates', 'graph.bulk.cells'])
  for (const [i, change] of changes.entries()) {
    const folder = scratch(t)
    for (const name of names) {
      const kept = readFileSync(join(origin, name))
      change(kept)
      writeFileSync(join(folder, name), kept)
    }
    const next = await built(folder)
    assert.deepEqual([next.stages, next.resumed], [WHOLE, false], `change ${i}`)
    assert.ok(next.bytes.equals(bytes))
    assert.deepEqual(keptIn(folder), [])
  }
  const shorter = scratch(t)
  for (const name of names)
    writeFileSync(join(shorter, name), readFileSync(join(origin, name)).subarray(0, -8))
  assert.equal((await built(shorter)).stages, WHOLE)
})

test('an index goes on with a build that was killed, says so, and deletes what was kept', async t => {
  const [root, other] = [scratch(t), scratch(t)]
  for (const each of [root, other]) {
    const index = await EmbeddedIndex.create(each, 'x', {
      model: 'test',
      fingerprint: 'a'.repeat(64),
      dimension: batch.dimension,
    })
    await index.write(documents(ROWS), batch)
    if (each === other) {
      await index.commit()
      assert.equal((await index.stats()).graph?.resumed, undefined)
    }
    await index.close()
  }
  const folder = join(root, 'x')
  await killedAt(folder, 'choose', ROWS)
  const left = readdirSync(folder).filter(name => name.startsWith('graph.bulk'))
  assert.equal(left.length, 2, left.join(' '))
  const next = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
  await next.commit()
  const { graph } = await next.stats()
  assert.deepEqual(graph, { builtAtOnce: ROWS, cells: 1, candidateRecall: 1, resumed: true })
  await next.close()
  assert.deepEqual(
    readdirSync(folder).filter(name => name.startsWith('graph.bulk')),
    [],
  )
  const [own, whole] = [root, other].map(each => readFileSync(join(each, 'x', 'graph.1.hnsw')))
  assert.ok(own!.equals(whole!))
})

test('who may not write the index uses what was kept, and leaves it there', async t => {
  const folder = scratch(t)
  await killedAt(folder, 'choose')
  const before = keptIn(folder)
  const options = buildOptions(scratch(t))
  const { resumed } = await buildGraph({
    ...options,
    vectors: pages(),
    allPairs: ALL_PAIRS,
    keep: { directory: folder, worth: 0 },
  })
  assert.ok(resumed)
  assert.deepEqual(keptIn(folder), before)
})

test('without room for what it has so far, a build keeps nothing and goes on', async t => {
  const folder = scratch(t)
  // A folder has the name of the file that would be written.
  mkdirSync(join(folder, 'graph.bulk.candidates.tmp'))
  const options = buildOptions(folder)
  const report = await buildGraph({
    ...options,
    vectors: pages(),
    allPairs: ALL_PAIRS,
    keep: { directory: folder, isWriter: true, worth: 0 },
  })
  assert.equal(report.nodes, ROWS)
  assert.deepEqual(keptIn(folder), ['graph.bulk.candidates.tmp'])
})
