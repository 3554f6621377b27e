import { Random } from '../../../src/basics/random.js'
import type { IndexedDocument, IndexIdentity } from '../../../src/index/types.js'
import type { VectorBatch } from '../../../src/types.js'
import { unit } from '../../support/vectors.js'

/** The steps by which a seed changes an index; the same in every process. */
export type Step =
  | { kind: 'create' }
  | { kind: 'write'; documents: IndexedDocument[]; vectors: VectorBatch }
  | { kind: 'remove'; ids: string[] }
  | { kind: 'commit' }
  | { kind: 'reopen' }

/** The content of an index: passages by document. */
export type State = ReadonlyMap<string, { id: string; text: string; vector: Float32Array }[]>

export const DIMENSION = 8
export const STEPS = 24
export const NAME = 'x'
export const IDENTITY: IndexIdentity = {
  model: 'none',
  fingerprint: 'f'.repeat(64),
  dimension: DIMENSION,
}
const DOCUMENTS = 40
/** Writing and removing this many documents at once makes the next commit compact the graph. */
const BULK = 1400

export function scenario(seed: number): Step[] {
  const random = new Random(seed)
  const bulky = random.next() < 0.1
  const steps: Step[] = [{ kind: 'create' }]
  let version = 0
  const write = (ids: readonly string[], most: number): Step => {
    const documents = ids.map((id): IndexedDocument => {
      version++
      const count = 1 + random.below(most)
      const passages = Array.from({ length: count }, (_, n) => {
        const text = `${id} sürüm ${version} bölüm ${n} ${'ş'.repeat(random.below(300))}`
        return { id: count === 1 ? id : `${id}#${n + 1}`, documentId: id, text, start: 0, end: text.length }
      })
      return { document: { id, source: 'crash', metadata: { version } }, hash: `h${version}`, passages }
    })
    const rows = documents.reduce((sum, { passages }) => sum + passages.length, 0)
    const values = new Float32Array(rows * DIMENSION)
    for (let row = 0; row < rows; row++)
      values.set(unit(Array.from({ length: DIMENSION }, () => random.normal())), row * DIMENSION)
    return { kind: 'write', documents, vectors: { values, rows, dimension: DIMENSION } }
  }
  const some = (most: number): string[] => [
    ...new Set(Array.from({ length: 1 + random.below(most) }, () => `d${random.below(DOCUMENTS)}`)),
  ]
  while (steps.length < STEPS) {
    const dice = random.next()
    if (bulky && steps.length === 6) {
      const ids = Array.from({ length: BULK }, (_, i) => `bulk${i}`)
      steps.push(write(ids, 1), { kind: 'commit' }, { kind: 'remove', ids }, { kind: 'commit' })
    } else if (dice < 0.55) steps.push(write(some(8), 3))
    else if (dice < 0.7) steps.push({ kind: 'remove', ids: some(6) })
    else if (dice < 0.93) steps.push({ kind: 'commit' })
    else steps.push({ kind: 'reopen' })
  }
  return steps
}

/** The content of an index after the first `count` steps. */
export function stateAfter(steps: readonly Step[], count: number): State {
  const state = new Map<string, { id: string; text: string; vector: Float32Array }[]>()
  for (const step of steps.slice(0, count)) {
    if (step.kind === 'remove') for (const id of step.ids) state.delete(id)
    if (step.kind !== 'write') continue
    let row = 0
    for (const { document, passages } of step.documents)
      state.set(
        document.id,
        passages.map(({ id, text }) => {
          const at = row++ * DIMENSION
          return { id, text, vector: step.vectors.values.slice(at, at + DIMENSION) }
        }),
      )
  }
  return state
}
