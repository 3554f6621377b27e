import assert from 'node:assert/strict'
import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import { AnlamError } from '../../src/errors.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { backupIndex, restoreIndex } from '../../src/index/embedded/maintenance/backup.js'
import { checkIntegrity } from '../../src/index/embedded/maintenance/integrity.js'
import { repairIndex } from '../../src/index/embedded/maintenance/repair.js'
import { openDatabase } from '../../src/index/embedded/sqlite.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, documents, rowOf } from '../support/vectors.js'

const COUNT = 300
const vectors = clusteredVectors(COUNT, IDENTITY.dimension, 5)

/** A closed index of 300 documents, of which 20 were written, and 10 removed, after its snapshot. */
async function makeIndex(root: string): Promise<void> {
  const index = await EmbeddedIndex.create(root, 'x', IDENTITY)
  const part = (from: number, to: number) => ({
    values: vectors.values.slice(from * IDENTITY.dimension, to * IDENTITY.dimension),
    rows: to - from,
    dimension: IDENTITY.dimension,
  })
  await index.write(documents(COUNT - 20), part(0, COUNT - 20))
  await index.commit()
  await index.write(documents(20, { from: COUNT - 20 }), part(COUNT - 20, COUNT))
  await index.remove(Array.from({ length: 10 }, (_, i) => `d${i}`))
  await index.close()
}

/** Everything in an index, by passage; throws what reading throws. */
async function contents(root: string, name = 'x'): Promise<Map<string, string>> {
  const index = await EmbeddedIndex.open(root, name, { mode: 'reader' })
  try {
    const found = new Map<string, string>()
    for await (const { passages, vectors: rows } of index.scan())
      passages.forEach((passage, row) => {
        found.set(passage.id, JSON.stringify([passage, [...rowOf(rows, row)]]))
      })
    for (const i of [17, 120, 290]) {
      const [hit] = await index.search(rowOf(vectors, i), { k: 1 })
      assert.equal(hit?.id, `d${i}`)
      assert.equal(hit?.text, `metin ${i}`)
    }
    return found
  } finally {
    await index.close()
  }
}

async function isSound(root: string): Promise<boolean> {
  return (await checkIntegrity(join(root, 'x'), 'x')).every(({ ok }) => ok)
}

/**
 * Damage is found on opening, by verify, or does not matter; whatever is read is what was written; and repair leaves a
 * sound index in which nothing is altered, and names what is gone.
 */
async function survives(t: TestContext, pristine: string, damage: (folder: string) => void, what: string) {
  const before = await contents(pristine)
  const root = scratch(t)
  cpSync(join(pristine, 'x'), join(root, 'x'), { recursive: true })
  damage(join(root, 'x'))
  const found = !(await isSound(root))
  try {
    const read = await contents(root)
    for (const [id, row] of read) assert.equal(row, before.get(id), `${what}: ${id} is altered`)
    assert.ok(found || read.size === before.size, `${what}: not found, and passages are missing`)
  } catch (error) {
    if (!(error instanceof AnlamError)) throw error
    assert.ok(found, `${what}: opening fails (${error.message}), verify finds nothing`)
  }
  const report = await repairIndex(root, 'x')
  assert.ok(await isSound(root), `${what}: not sound after repair`)
  const after = await contents(root).catch((error: Error) => {
    // A query of `contents` may be about a document that is lost.
    assert.ok(report.lost.length > 0, `${what}: ${error.message}`)
    return new Map<string, string>()
  })
  for (const [id, row] of after) assert.equal(JSON.parse(row)[0].text, JSON.parse(before.get(id)!)[0].text)
  // A damaged id is named besides the one it was.
  if (after.size > 0) assert.ok(after.size + report.lost.length >= before.size, `${what}: ${report.lost}`)
}

test('one flipped byte, wherever it is, changes no answer, and repair leaves nothing altered', async t => {
  const pristine = scratch(t)
  await makeIndex(pristine)
  const random = new Random(11)
  for (const file of readdirSync(join(pristine, 'x')).filter(name => !name.startsWith('writer.'))) {
    const size = readFileSync(join(pristine, 'x', file)).length
    for (let i = 0; i < (file.endsWith('.sqlite') ? 60 : 15); i++) {
      const at = random.below(size)
      const bit = 1 << random.below(8)
      const flip = (folder: string): void => {
        const bytes = readFileSync(join(folder, file))
        bytes[at]! ^= bit
        writeFileSync(join(folder, file), bytes)
      }
      await survives(t, pristine, flip, `${file}, byte ${at}, bit ${bit}`)
    }
  }
})

test('a flipped byte in manifest, graph or mark is always found', async t => {
  const pristine = scratch(t)
  await makeIndex(pristine)
  const folder = join(pristine, 'x')
  const random = new Random(12)
  for (const file of readdirSync(folder).filter(name => !/^writer\.|sqlite/.test(name))) {
    const whole = readFileSync(join(folder, file))
    for (let i = 0; i < 40; i++) {
      const bytes = Buffer.from(whole)
      const at = random.below(bytes.length)
      bytes[at]! ^= 1 << random.below(8)
      writeFileSync(join(folder, file), bytes)
      assert.equal(await isSound(pristine), false, `${file}, byte ${at}`)
    }
    writeFileSync(join(folder, file), whole)
  }
  assert.ok(await isSound(pristine))
})

test('files that are cut short, empty or missing are found, and repaired', async t => {
  const pristine = scratch(t)
  await makeIndex(pristine)
  for (const file of readdirSync(join(pristine, 'x')).filter(name => !/^writer\.|sqlite/.test(name))) {
    await survives(t, pristine, folder => truncateSync(join(folder, file), 10), `${file} cut short`)
    await survives(t, pristine, folder => truncateSync(join(folder, file), 0), `${file} emptied`)
    await survives(t, pristine, folder => rmSync(join(folder, file)), `${file} missing`)
  }
})

test('acknowledged writes that a damaged or missing write-ahead log takes with it are missed', async t => {
  const root = scratch(t)
  await makeIndex(root)
  const index = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
  await index.write(documents(50, { from: 500 }), clusteredVectors(50, IDENTITY.dimension, 1))
  const copy = scratch(t)
  cpSync(join(root, 'x'), join(copy, 'x'), { recursive: true })
  await index.close()
  const wal = join(copy, 'x', 'store.sqlite-wal')
  assert.ok(existsSync(wal))
  const bytes = readFileSync(wal)
  bytes[Math.floor(bytes.length / 2)]! ^= 1
  writeFileSync(wal, bytes)
  rmSync(join(copy, 'x', 'store.sqlite-shm'), { force: true })
  await assert.rejects(
    EmbeddedIndex.open(copy, 'x', { mode: 'writer' }),
    (error: AnlamError) => error.code === 'corrupt-index' && /1 acknowledged writes/.test(error.message),
  )
  const report = await repairIndex(copy, 'x')
  assert.equal(report.lostWrites, 1)
  assert.equal(report.documents, COUNT - 10)
  assert.ok(await isSound(copy))
})

test('an older database, an older manifest and another index’s graph are not taken for this one’s', async t => {
  const root = scratch(t)
  await makeIndex(root)
  const old = scratch(t)
  cpSync(join(root, 'x'), join(old, 'x'), { recursive: true })
  const index = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
  await index.remove(['d100'])
  await index.commit()
  await index.close()
  const swap = async (file: string, from: string): Promise<string> => {
    const mixed = scratch(t)
    cpSync(join(root, 'x'), join(mixed, 'x'), { recursive: true })
    copyFileSync(join(from, 'x', file), join(mixed, 'x', file))
    return mixed
  }
  assert.equal(await isSound(await swap('store.sqlite', old)), false)
  // An older manifest names an older graph, which is still there: opening brings it up to date.
  const behind = await swap('manifest.json', old)
  assert.equal((await contents(behind)).has('d100'), false)
  const other = scratch(t)
  await makeIndex(other)
  assert.equal(await isSound(await swap('graph.1.hnsw', other)), true, 'generation 2 is in force')
  assert.equal(await isSound(await swap('manifest.json', other)), false)
})

test('a repair that is cut off goes on from the database it kept', async t => {
  const root = scratch(t)
  await makeIndex(root)
  const before = await contents(root)
  const folder = join(root, 'x')
  cpSync(join(folder, 'store.sqlite'), join(folder, 'damaged-1', 'store.sqlite'))
  writeFileSync(join(folder, 'repairing'), 'damaged-1\n')
  rmSync(join(folder, 'store.sqlite'))
  await assert.rejects(EmbeddedIndex.open(root, 'x', { mode: 'reader' }), /anlam repair/)
  await repairIndex(root, 'x')
  const after = await contents(root)
  assert.deepEqual([...after.keys()], [...before.keys()])
})

test('a backup made while others write is whole, and restores under any name', async t => {
  const root = scratch(t)
  await makeIndex(root)
  const writer = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
  let writing = true
  const busy = (async () => {
    for (let i = 0; writing; i++) {
      await writer.write(documents(5, { from: 1000 + i * 5 }), clusteredVectors(5, IDENTITY.dimension, i))
      if (i % 3 === 0) await writer.commit()
    }
  })()
  for (let i = 0; i < 5; i++) {
    const destination = join(scratch(t), 'backup')
    await backupIndex(root, 'x', destination)
    await restoreIndex(destination, root, `restored${i}`)
    assert.ok((await contents(root, `restored${i}`)).size >= 290)
  }
  writing = false
  await busy
  await writer.close()
  await assert.rejects(
    restoreIndex(join(root, 'restored1'), root, 'restored2'),
    (error: AnlamError) => error.code === 'already-exists',
  )
})

test('a damaged backup is refused, and leaves nothing behind', async t => {
  const root = scratch(t)
  await makeIndex(root)
  const destination = join(scratch(t), 'backup')
  await backupIndex(root, 'x', destination)
  const path = join(destination, 'manifest.json')
  writeFileSync(path, readFileSync(path, 'utf8').replace(/"m": \d+/, '"m": 17'))
  await assert.rejects(
    restoreIndex(destination, root, 'y'),
    (error: AnlamError) => error.code === 'corrupt-index',
  )
  assert.deepEqual(readdirSync(root), ['x'])
})

test('an index of another format is left as it is', async t => {
  const root = scratch(t)
  await makeIndex(root)
  const path = join(root, 'x', 'manifest.json')
  const newer = readFileSync(path, 'utf8').replace(/"format": \d+/, '"format": 99')
  writeFileSync(path, newer)
  const database = openDatabase(join(root, 'x', 'store.sqlite'))
  database.pragma('user_version = 99')
  database.close()
  await assert.rejects(repairIndex(root, 'x'), (error: AnlamError) => error.code === 'incompatible-index')
  assert.equal(readFileSync(path, 'utf8'), newer)
})
