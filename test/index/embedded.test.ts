import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { AnlamError, type ErrorCode } from '../../src/errors.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { MAX_LABEL } from '../../src/index/embedded/graph/graph-file.js'
import { FORMAT_VERSION } from '../../src/index/embedded/manifest.js'
import { openDatabase } from '../../src/index/embedded/sqlite.js'
import { LOG_LIMIT } from '../../src/index/embedded/store/bounded-log.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { clusteredVectors, documents, rowOf } from '../support/vectors.js'

const D = IDENTITY.dimension

function code(expected: ErrorCode): (error: unknown) => boolean {
  return error => error instanceof AnlamError && error.code === expected
}

/** An index of `count` passages with a published snapshot, closed again. */
async function published(root: string, count = 100, seed = 1): Promise<Float32Array> {
  const index = await EmbeddedIndex.create(root, 'x', IDENTITY)
  const vectors = clusteredVectors(count, D, seed)
  await index.write(documents(count), vectors)
  await index.commit()
  await index.close()
  return rowOf(vectors, 0)
}

function graphFile(root: string): string {
  const name = readdirSync(join(root, 'x')).find(file => file.endsWith('.hnsw'))!
  return join(root, 'x', name)
}

async function topId(index: EmbeddedIndex, query: Float32Array): Promise<string | undefined> {
  return (await index.search(query, { k: 1 }))[0]?.id
}

test('a committed index opens from its snapshot and answers as before', async t => {
  const root = scratch(t)
  const query = await published(root)
  const index = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  assert.equal(index.warning, null)
  assert.equal(await topId(index, query), 'd0')
  assert.equal((await index.stats()).generation, 1)
  await index.close()
})

test('what was written after the snapshot is replayed, removals included', async t => {
  const root = scratch(t)
  const query = await published(root)
  const writer = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
  const more = clusteredVectors(5, D, 2)
  await writer.write(documents(5, { from: 200 }), more)
  await writer.remove(['d0'])
  await writer.close()
  const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  assert.equal(await topId(reader, rowOf(more, 0)), 'd200')
  assert.notEqual(await topId(reader, query), 'd0')
  assert.equal((await reader.stats()).passages, 104)
  await reader.close()
})

for (const [damage, harm] of Object.entries({
  'one flipped byte': (file: string) => {
    const bytes = readFileSync(file)
    bytes[bytes.length >> 1]! ^= 1
    writeFileSync(file, bytes)
  },
  truncation: (file: string) => truncateSync(file, 1000),
  loss: (file: string) => rmSync(file),
})) {
  test(`a graph file with ${damage} is noticed, and rebuilt from the database`, async t => {
    const root = scratch(t)
    const query = await published(root)
    harm(graphFile(root))
    const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
    assert.match(reader.warning ?? '', /rebuilt from the database/)
    assert.equal(await topId(reader, query), 'd0')
    await reader.close()
    const writer = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
    await writer.commit()
    await writer.close()
    const healed = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
    assert.equal(healed.warning, null)
    await healed.close()
  })
}

test("another index's graph or database is not taken for this one's", async t => {
  const [root, other] = [scratch(t), scratch(t)]
  const query = await published(root)
  await published(other, 50, 9)
  copyFileSync(graphFile(other), graphFile(root))
  const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  assert.match(reader.warning ?? '', /graph/)
  assert.equal(await topId(reader, query), 'd0')
  await reader.close()
  copyFileSync(join(other, 'x', 'store.sqlite'), join(root, 'x', 'store.sqlite'))
  await assert.rejects(EmbeddedIndex.open(root, 'x', { mode: 'reader' }), code('corrupt-index'))
})

test('a damaged vector in the database is an error, not an answer', async t => {
  const root = scratch(t)
  await published(root)
  const file = join(root, 'x', 'store.sqlite')
  const bytes = readFileSync(file)
  const vector = Buffer.from(clusteredVectors(100, D, 1).values.slice(0, D).buffer)
  // SQLite leaves stale copies behind when it splits pages.
  const places: number[] = []
  for (let at = bytes.indexOf(vector); at >= 0; at = bytes.indexOf(vector, at + 1)) places.push(at)
  assert.ok(places.length > 0)
  for (const at of places) bytes[at + 5]! ^= 1
  writeFileSync(file, bytes)
  rmSync(graphFile(root))
  await assert.rejects(EmbeddedIndex.open(root, 'x', { mode: 'reader' }), code('corrupt-index'))
})

for (const [what, text, expected] of [
  ['no JSON', '{', 'corrupt-index'],
  ['a field missing', `{"format":${FORMAT_VERSION}}`, 'corrupt-index'],
  ['a newer format', `{"format":${FORMAT_VERSION + 1}}`, 'incompatible-index'],
  ['an older format', `{"format":${FORMAT_VERSION - 1}}`, 'incompatible-index'],
] as const) {
  test(`a manifest with ${what} is refused`, async t => {
    const root = scratch(t)
    await published(root)
    writeFileSync(join(root, 'x', 'manifest.json'), text)
    await assert.rejects(EmbeddedIndex.open(root, 'x', { mode: 'reader' }), code(expected))
  })
}

test('a missing index, an existing one, a second writer and a writing reader are refused', async t => {
  const root = scratch(t)
  await assert.rejects(EmbeddedIndex.open(root, 'x', { mode: 'reader' }), code('not-found'))
  await published(root)
  await assert.rejects(EmbeddedIndex.create(root, 'x', IDENTITY), code('already-exists'))
  const writer = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
  await assert.rejects(
    EmbeddedIndex.open(root, 'x', { mode: 'writer' }),
    error => code('unavailable')(error) && String(error).includes(String(process.pid)),
  )
  const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  await assert.rejects(reader.remove(['d0']), code('invalid-input'))
  await reader.close()
  await writer.close()
  await (await EmbeddedIndex.open(root, 'x', { mode: 'writer' })).close()
})

test('a reader follows a writer without being reopened', async t => {
  const root = scratch(t)
  const query = await published(root)
  const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  const writer = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
  const more = clusteredVectors(2, D, 3)
  await writer.write(documents(2, { from: 500 }), more)
  assert.equal(await topId(reader, rowOf(more, 1)), 'd501')
  await writer.remove(['d0'])
  assert.notEqual(await topId(reader, query), 'd0')
  await reader.close()
  await writer.close()
})

test('a graph of mostly removed passages is rebuilt without them at commit', async t => {
  const root = scratch(t)
  const index = await EmbeddedIndex.create(root, 'x', IDENTITY)
  const vectors = clusteredVectors(2000, D, 4)
  await index.write(documents(2000), vectors)
  await index.remove(Array.from({ length: 1500 }, (_, i) => `d${i}`))
  await index.commit()
  assert.equal((await index.stats()).removed, 0)
  assert.equal(await topId(index, rowOf(vectors, 1999)), 'd1999')
  await index.close()
  const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  assert.equal((await reader.stats()).passages, 500)
  assert.equal(await topId(reader, rowOf(vectors, 1999)), 'd1999')
  await reader.close()
})

test('a killed writer loses nothing that was written, and its lock goes with it', async t => {
  const root = scratch(t)
  const script = `
    import { EmbeddedIndex } from ${JSON.stringify(new URL('../../src/index/embedded/embedded-index.js', import.meta.url).href)}
    import { clusteredVectors, documents } from ${JSON.stringify(new URL('../support/vectors.js', import.meta.url).href)}
    const index = await EmbeddedIndex.create(${JSON.stringify(root)}, 'x', ${JSON.stringify(IDENTITY)})
    for (let i = 0; ; i++) {
      await index.write(documents(10, { from: i * 10 }), clusteredVectors(10, ${D}, i))
      console.log(i)
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let acknowledged = 0
  child.stdout.on('data', (chunk: Buffer) => {
    acknowledged += chunk.toString().split('\n').length - 1
    if (acknowledged >= 20) child.kill('SIGKILL')
  })
  await once(child, 'close')
  const index = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
  const { passages } = await index.stats()
  assert.ok(
    passages >= acknowledged * 10 && passages % 10 === 0,
    `${passages} passages, ${acknowledged} writes acknowledged`,
  )
  const last = clusteredVectors(10, D, acknowledged - 1)
  assert.equal(await topId(index, rowOf(last, 3)), `d${(acknowledged - 1) * 10 + 3}`)
  await index.close()
})

test('an index of few passages needs no WebAssembly', t => {
  const script = `
    import { EmbeddedIndex } from ${JSON.stringify(new URL('../../src/index/embedded/embedded-index.js', import.meta.url).href)}
    import { clusteredVectors, documents, rowOf } from ${JSON.stringify(new URL('../support/vectors.js', import.meta.url).href)}
    const index = await EmbeddedIndex.create(${JSON.stringify(scratch(t))}, 'x', ${JSON.stringify(IDENTITY)})
    const vectors = clusteredVectors(10, ${D}, 1)
    await index.write(documents(10), vectors)
    await index.commit()
    const [hit] = await index.search(rowOf(vectors, 3), { k: 1 })
    console.log(typeof WebAssembly, hit.id)
    await index.close()`
  const options = ['--no-expose-wasm', '--input-type=module', '-e', script]
  assert.equal(execFileSync(process.execPath, options, { encoding: 'utf8' }).trim(), 'undefined d3')
})

test('the write-ahead log stays bounded while others read all the time', async t => {
  const root = scratch(t)
  const index = await EmbeddedIndex.create(root, 'x', IDENTITY)
  await index.write(documents(200), clusteredVectors(200, D, 1))
  // Readers in another process, at every moment one; each keeps its place in the log until that is over the limit.
  const script = `
    import { statSync } from 'node:fs'
    import Sqlite from 'better-sqlite3'
    const path = ${JSON.stringify(join(root, 'x', 'store.sqlite'))}
    const open = () => {
      const reader = new Sqlite(path, { readonly: true })
      reader.exec('BEGIN')
      reader.prepare('SELECT count(*) FROM passages').get()
      return reader
    }
    let old = open()
    console.log('reading')
    setInterval(() => {
      if (statSync(path + '-wal').size <= ${LOG_LIMIT}) return
      console.log('over')
      const next = open()
      old.close()
      old = next
    }, 5)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: PROJECT_ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  let over = false
  child.stdout.on('data', () => {
    over = true
  })
  let largest = 0
  // Bytes for the log, but few words: it is not their analysis that is looked at.
  const text = `metin${' .'.repeat(600_000)}`
  for (let i = 0; i < 180; i++) {
    const [document] = documents(1, { from: 1000 + i })
    document!.passages[0]!.text = text
    await index.write([document!], clusteredVectors(1, D, i))
    largest = Math.max(largest, statSync(join(root, 'x', 'store.sqlite-wal')).size)
  }
  // Writing left no turn to hear of it.
  await new Promise(resolve => setTimeout(resolve, 100))
  assert.ok(over, 'readers were never in the way')
  assert.ok(largest < 2 * LOG_LIMIT, `the log grew to ${largest} bytes`)
  await index.close()
})

test('an index that has used up its labels says so, and keeps what it has', async t => {
  const root = scratch(t)
  await published(root, 10)
  const database = openDatabase(join(root, 'x', 'store.sqlite'))
  database.prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = 'passages'").run(MAX_LABEL - 3)
  database.close()
  const index = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
  await index.write(documents(3, { from: 100 }), clusteredVectors(3, D, 2))
  assert.equal(await topId(index, rowOf(clusteredVectors(3, D, 2), 2)), 'd102')
  await assert.rejects(
    index.write(documents(1, { from: 200 }), clusteredVectors(1, D, 3)),
    code('storage-full'),
  )
  assert.equal((await index.stats()).documents, 13)
  await index.close()
})
