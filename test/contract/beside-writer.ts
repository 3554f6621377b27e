import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setImmediate as otherWork } from 'node:timers/promises'
import { Random } from '../../src/basics/random.js'
import type { IndexedDocument, SearchIndex } from '../../src/index/types.js'
import type { Hit, VectorBatch } from '../../src/types.js'
import { clusteredVectors, documents, rowOf, unit } from '../support/vectors.js'
import { DIMENSION } from './identity.js'

/** Documents are written in pairs, both of one version: who reads two versions, or a document in part, has seen no state. */
const PAIRS = 20
const MOST_PASSAGES = 3
/** More than there ever are. */
const ALL = 2 * PAIRS * MOST_PASSAGES + 1

/** Readings beside a writer, by default; `npm run test:crash` makes thousands. */
const ROUNDS = 6

const sizeOf = (version: number): number => 1 + (version % MOST_PASSAGES)
const pairOf = (documentId: string): string => documentId.slice(1)

/** Both documents of a pair in one version. Some of their passages are equal, to others and to those they replace. */
function pairAt(pair: number, version: number): { documents: IndexedDocument[]; vectors: VectorBatch } {
  const random = new Random(version % 2 === 0 ? pair : version)
  const rows: Float32Array[] = []
  const documents = ['a', 'b'].map((side): IndexedDocument => {
    const id = `${side}${pair}`
    const passages = Array.from({ length: sizeOf(version) }, (_, n) => {
      rows.push(unit(Array.from({ length: DIMENSION }, (_, d) => (d === 0 ? 2 : 0) + random.normal())))
      const text = `ortak söz, ${id} bölüm ${n} sürüm ${version}`
      return { id: `${id}#${n}`, documentId: id, text, start: 0, end: text.length }
    })
    return { document: { id, source: 'test', metadata: { version, all: 'x' } }, hash: `${version}`, passages }
  })
  const values = new Float32Array(rows.length * DIMENSION)
  rows.forEach((row, i) => {
    values.set(row, i * DIMENSION)
  })
  return { documents, vectors: { values, rows: rows.length, dimension: DIMENSION } }
}

/** Writes every pair once. */
export async function writeFirst(index: SearchIndex): Promise<void> {
  for (let pair = 0; pair < PAIRS; pair++) {
    const { documents, vectors } = pairAt(pair, 1)
    await index.write(documents, vectors)
  }
  await index.commit()
}

/** Replaces pairs, some at a time, so that there is always a write under way. */
export async function keepWriting(index: SearchIndex, seed: number, goesOn: () => boolean): Promise<number> {
  const random = new Random(seed)
  let version = 1
  const writeOn = async (): Promise<void> => {
    while (goesOn()) {
      const { documents, vectors } = pairAt(random.below(PAIRS), ++version)
      await index.write(documents, vectors)
      if (random.next() < 0.02) await index.commit()
      await otherWork()
    }
  }
  await Promise.all([writeOn(), writeOn(), writeOn()])
  return version
}

type Seen = { id: string; documentId: string; version: number }

function seenIn(
  passages: readonly (Pick<Hit, 'id' | 'documentId' | 'text' | 'metadata'> | undefined)[],
): Seen[] {
  return passages.map(passage => {
    assert.ok(passage)
    const version = Number(/\d+$/.exec(passage.text)![0])
    assert.equal(version, passage.metadata.version, 'a passage and its document are of two versions')
    return { id: passage.id, documentId: passage.documentId, version }
  })
}

/** All documents, whole, and those of a pair in one version. */
function assertOneState(seen: readonly Seen[], what: string): void {
  const versions = new Map<string, Set<number>>()
  const passages = new Map<string, number>()
  for (const { documentId, version } of seen) {
    const pair = pairOf(documentId)
    versions.set(pair, (versions.get(pair) ?? new Set()).add(version))
    passages.set(documentId, (passages.get(documentId) ?? 0) + 1)
  }
  assert.equal(passages.size, 2 * PAIRS, `${what}: documents are missing`)
  for (const [documentId, count] of passages) {
    const [version, ...others] = versions.get(pairOf(documentId))!
    assert.deepEqual(others, [], `${what}: pair ${pairOf(documentId)} is of two versions`)
    assert.equal(count, sizeOf(version!), `${what}: ${documentId} is there in part`)
  }
  assert.equal(new Set(seen.map(({ id }) => id)).size, seen.length, `${what}: a passage comes twice`)
}

/** Reads in every way there is, once; each read must be of one state. */
export async function readOnce(index: SearchIndex, random: Random): Promise<void> {
  const query = unit(Array.from({ length: DIMENSION }, (_, d) => (d === 0 ? 2 : 0) + random.normal()))
  const several = Array.from({ length: 5 }, () => index.search(query, { k: ALL }))
  for (const hits of await Promise.all(several)) assertOneState(seenIn(hits), 'search')
  const exact = await Promise.all([1, 2].map(() => index.search(query, { k: ALL, exact: true })))
  for (const hits of exact) assertOneState(seenIn(hits), 'exact search')
  assertOneState(seenIn((await index.sample(ALL)).passages), 'sample')
  assert.equal((await index.search(query, { k: 5 })).length, 5)
  assertOneState(seenIn(await index.search(query, { k: ALL, filter: { all: 'x' } })), 'filtered search')
  assertOneState(seenIn(await index.lexical({ word: 'ortak' }, { k: ALL })), 'lexical')
  const id = `${random.below(2) ? 'a' : 'b'}${random.below(PAIRS)}`
  const found = await index.document(id)
  const [{ version }] = seenIn(found!.passages) as [Seen]
  assert.deepEqual([found!.document.passages, found!.passages.length], [sizeOf(version), sizeOf(version)])
  assert.equal(found!.document.metadata.version, version)
  const firsts = Array.from({ length: PAIRS }, (_, pair) => [`a${pair}`, `b${pair}`]).flat()
  for (const [i, passage] of (await index.get(firsts.map(each => `${each}#0`))).entries())
    assert.equal(passage?.documentId, firsts[i])
  for (const vector of await index.vectors(firsts.map(each => `${each}#0`))) assert.ok(vector)
  const hashes = await index.hashes(firsts)
  for (let pair = 0; pair < PAIRS; pair++) assert.deepEqual(hashes.get(`a${pair}`), hashes.get(`b${pair}`))
  assert.equal((await index.documents({ limit: ALL })).length, 2 * PAIRS)
  const scanned: Seen[] = []
  for await (const page of index.scan({ pageSize: 7 })) {
    assert.equal(page.vectors.rows, page.passages.length)
    scanned.push(...seenIn(page.passages))
    await otherWork()
  }
  assertOneState(scanned, 'scan')
  const { documents } = await index.stats()
  assert.equal(documents, 2 * PAIRS)
}

/** What a reader must see while others write. @param rounds fewer for an engine over a network */
export function besideWriterContract(
  name: string,
  open: (t: TestContext) => Promise<{ writer: SearchIndex; reader: SearchIndex }>,
  rounds = ROUNDS,
): void {
  describe(`SearchIndex contract, beside a writer: ${name}`, () => {
    test('scan gives the passages of one point in time, whatever is written between its pages', async t => {
      const { writer, reader } = await open(t)
      const vectors = clusteredVectors(40, DIMENSION, 6)
      await writer.write(documents(40), vectors)
      const seen: string[] = []
      for await (const page of reader.scan({ pageSize: 7 })) {
        page.passages.forEach((passage, i) => {
          assert.deepEqual(rowOf(page.vectors, i), rowOf(vectors, Number(passage.id.slice(1))))
        })
        seen.push(...page.passages.map(({ id, metadata }) => `${id} ${metadata.again ?? ''}`))
        if (seen.length > 7) continue
        await writer.remove(['d3', 'd20', 'd39'])
        await writer.write(documents(10, { from: 15, metadata: () => ({ again: true }) }), {
          ...clusteredVectors(10, DIMENSION, 60),
        })
        await writer.write(documents(5, { from: 40 }), clusteredVectors(5, DIMENSION, 61))
      }
      assert.deepEqual(
        seen,
        Array.from({ length: 40 }, (_, i) => `d${i} `),
      )
      for await (const { passages } of reader.scan()) assert.equal(passages.length, 43)
    })

    test('the revision is the same for who reads and who writes', async t => {
      const { writer, reader } = await open(t)
      const seen = new Set<string>()
      for (let i = 0; i < 3; i++) {
        await writer.write(documents(2), clusteredVectors(2, DIMENSION, i))
        seen.add(await reader.revision())
        assert.equal(await writer.revision(), await reader.revision())
      }
      assert.equal(seen.size, 3)
    })

    test('who reads while others replace documents sees each state whole, and no damage', async t => {
      const { writer, reader } = await open(t)
      await writeFirst(writer)
      const random = new Random(20_261_125)
      let round = 0
      const writing = keepWriting(writer, 1, () => round < rounds)
      try {
        for (; round < rounds; round++) await readOnce(reader, random)
      } finally {
        round = rounds
        assert.ok((await writing) > rounds / 2, 'hardly anything was written')
      }
    })
  })
}
