import { createHash } from 'node:crypto'
import { AnlamError } from '../../errors.js'
import { identityOf } from '../identity.js'
import { ANALYSIS_VERSION, B, K1 } from '../lexical.js'
import { foldedName } from '../names.js'
import type { IndexIdentity } from '../types.js'
import type { ClusterSettings } from './client.js'
import { VECTOR_KINDS, type VectorKind } from './codes.js'

/** Version of what is kept in the cluster. */
const FORMAT = 2

/** Links per node of the graph, and candidates during its construction: those of the embedded engine. */
const M = 32
const EF_CONSTRUCTION = 200
/**
 * Lucene's mean length counts all entries at a place, its lengths only the first: some 3.6 entries a word in Turkish. So the share
 * of BM25's norm that is bound to the length is multiplied by as much.
 */
const ENTRIES = 3.6
const FREE = K1 * (1 - B)
const BOUND = K1 * B * ENTRIES
/** Most rows of one answer. */
export const WINDOW = 20_000

/** What an index keeps about itself, in the `_meta` of its mapping. */
export interface Meta extends IndexIdentity {
  format: number
  analysis: number
  name: string
  id: string
  vectors: VectorKind
}

/**
 * Name of an index in the cluster. Names that differ only in case have the same, so that the cluster itself refuses the
 * second of two that are made at once.
 */
export function physicalName(prefix: string, name: string): string {
  const folded = foldedName(name)
  const readable = folded
    .normalize('NFD')
    .replaceAll(/[^a-z0-9]+/gi, '')
    .toLowerCase()
    .slice(0, 40)
  return `${prefix}-${readable}-${createHash('sha256').update(folded).digest('hex').slice(0, 20)}`
}

/** Alias of the index that is to get a name next. */
export function nextName(physical: string): string {
  return `${physical}-next`
}

/**
 * Alias under which an index is read and written. It names the index with this id: after another has taken its name,
 * requests find nothing instead of the other one's passages.
 */
export function aliasOf(prefix: string, id: string): string {
  return `${prefix}-id-${id}`
}

export function newMeta(
  name: string,
  id: string,
  identity: IndexIdentity,
  vectors: VectorKind = 'float',
): Meta {
  return { format: FORMAT, analysis: ANALYSIS_VERSION, name, id, vectors, ...identityOf(identity) }
}

/** @throws AnlamError `corrupt-index`, `incompatible-index` for another format */
export function checkMeta(found: Partial<Meta>): Meta {
  const { format, analysis, name, id, model, fingerprint, dimension, unit, prompts } = found
  // Indexes made before there was a choice hold floats.
  const { vectors = 'float' } = found
  if (typeof name !== 'string' || typeof id !== 'string' || typeof format !== 'number')
    throw new AnlamError(
      'corrupt-index',
      'an index of the cluster does not say what it holds; delete it there',
    )
  if (format !== FORMAT)
    throw new AnlamError(
      'incompatible-index',
      `index ${name} has format ${format}, this version of Anlam reads ${FORMAT}; index the documents again`,
    )
  if (!VECTOR_KINDS.includes(vectors))
    throw new AnlamError(
      'incompatible-index',
      `index ${name} keeps vectors in a way that this version of Anlam does not know; index the documents again`,
    )
  if (typeof model !== 'string' || typeof fingerprint !== 'string' || typeof dimension !== 'number')
    throw new AnlamError(
      'corrupt-index',
      `index ${name} does not say which model built it; index the documents again`,
    )
  const identity = identityOf({ model, fingerprint, dimension, unit, prompts })
  return { format, analysis: analysis ?? 0, name, id, vectors, ...identity }
}

/** Settings and mapping of a new index. */
export function newIndex(
  meta: Meta,
  { shards, replicas }: Pick<ClusterSettings, 'shards' | 'replicas'>,
): object {
  return {
    settings: {
      index: {
        knn: true,
        number_of_shards: shards,
        number_of_replicas: replicas,
        // Whoever reads after a write refreshes; while nobody does, bulk writing is not slowed down.
        refresh_interval: '-1',
        max_result_window: WINDOW,
        similarity: { words: { type: 'BM25', k1: FREE + BOUND, b: BOUND / (FREE + BOUND) } },
        analysis: {
          tokenizer: { stream: { type: 'whitespace', max_token_length: 1000 } },
          // `a|b` are two entries at one place, of which only the first counts for the length.
          filter: {
            places: {
              type: 'pattern_capture',
              preserve_original: false,
              patterns: ['^([^|]+)', '\\|([^|]+)'],
            },
          },
          analyzer: { words: { type: 'custom', tokenizer: 'stream', filter: ['places'] } },
        },
      },
    },
    mappings: {
      dynamic: 'strict',
      _meta: meta,
      // Both can be made again from the payload, and would be most of what is stored.
      _source: { excludes: ['vector', 'words'] },
      properties: {
        kind: { type: 'keyword' },
        did: { type: 'keyword' },
        pid: { type: 'keyword' },
        vh: { type: 'keyword' },
        meta: { type: 'keyword' },
        place: { type: 'long' },
        born: { type: 'long' },
        died: { type: 'long' },
        words: { type: 'text', analyzer: 'words', similarity: 'words' },
        vector: {
          type: 'knn_vector',
          dimension: meta.dimension,
          data_type: meta.vectors,
          method: {
            name: 'hnsw',
            engine: 'lucene',
            // The same of vectors of unit length, and less to compute; those of bytes have other lengths.
            space_type: meta.vectors === 'float' ? 'innerproduct' : 'cosinesimil',
            parameters: { m: M, ef_construction: EF_CONSTRUCTION },
          },
        },
        payload: { type: 'object', enabled: false },
      },
    },
  }
}
