import { join } from 'node:path'
import { Random } from '../../../src/basics/random.js'
import { countTrue, TopK } from '../../../src/basics/top-k.js'
import { unitCosine } from '../../../src/basics/vectors.js'
import { AnlamError } from '../../../src/errors.js'
import { EmbeddedIndex } from '../../../src/index/embedded/embedded-index.js'
import { checkIntegrity } from '../../../src/index/embedded/maintenance/integrity.js'
import { unit } from '../../support/vectors.js'
import { DIMENSION, NAME, type State, type Step, stateAfter } from './scenario.js'

const QUERIES = 8
const K = 10
const LEAST_RECALL = 0.95

/**
 * Opens an index after a crash and compares it with the acknowledged steps: each document, passage, text and vector,
 * search results, and every checksum.
 *
 * @param acknowledged number of acknowledged steps; the next one may be done or not, but not half done
 * @returns number of the step to continue with
 * @throws Error that says what was lost
 */
export async function checkSurvivor(
  root: string,
  steps: readonly Step[],
  acknowledged: number,
): Promise<number> {
  let index: EmbeddedIndex
  try {
    index = await EmbeddedIndex.open(root, NAME, { mode: 'writer' })
  } catch (error) {
    const unmade = error instanceof AnlamError && error.code === 'not-found' && acknowledged === 0
    if (unmade) return 0
    throw error
  }
  try {
    if (index.warning) throw new Error(index.warning)
    const found = new Map<string, { id: string; text: string; vector: Float32Array }[]>()
    for await (const { passages, vectors } of index.scan())
      passages.forEach(({ id, documentId, text }, row) => {
        const vector = vectors.values.slice(row * DIMENSION, (row + 1) * DIMENSION)
        found.set(documentId, [...(found.get(documentId) ?? []), { id, text, vector }])
      })
    const reached = [acknowledged, Math.min(acknowledged + 1, steps.length)]
    const count = reached.find(n => difference(found, stateAfter(steps, n)) === undefined)
    if (count === undefined)
      throw new Error(`after ${acknowledged} steps: ${difference(found, stateAfter(steps, acknowledged))}`)
    await checkSearch(index, found)
    // A crash may leave one of the two slots behind; opening for writing repairs that.
    const bad = (await checkIntegrity(join(root, NAME), NAME)).filter(({ ok }) => !ok)
    if (bad.length > 0) throw new Error(bad.map(({ name, detail }) => `${name}: ${detail}`).join('; '))
    return Math.max(count, 1)
  } finally {
    await index.close()
  }
}

function difference(found: State, wanted: State): string | undefined {
  const ids = new Set([...found.keys(), ...wanted.keys()])
  for (const id of ids) {
    const [a, b] = [found.get(id), wanted.get(id)]
    if (
      JSON.stringify(a?.map(p => [p.id, p.text, [...p.vector]])) !==
      JSON.stringify(b?.map(p => [p.id, p.text, [...p.vector]]))
    )
      return `document ${id} ${a ? (b ? 'is another' : 'is back') : 'is gone'}`
  }
  return undefined
}

async function checkSearch(index: EmbeddedIndex, state: State): Promise<void> {
  const passages = [...state.values()].flat()
  const random = new Random(passages.length)
  let hits = 0
  let wanted = 0
  for (let i = 0; i < QUERIES && passages.length > 0; i++) {
    const query = unit(Array.from({ length: DIMENSION }, () => random.normal()))
    const top = new TopK(K)
    for (const [row, { vector }] of passages.entries()) top.offer(row, unitCosine(query, vector))
    const found = await index.search(query, { k: K })
    hits += countTrue(
      found.map(({ score }) => score),
      top.scores,
      1e-6,
    )
    wanted += top.scores.length
  }
  if (hits < LEAST_RECALL * wanted) throw new Error(`search finds ${hits} of ${wanted}`)
}
