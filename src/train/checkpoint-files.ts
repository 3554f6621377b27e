import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFiles } from '../basics/files.js'
import { safetensorsFile } from './safetensors-file.js'

/** `config_sentence_transformers.json`: no prompts, cosine. */
export const SENTENCE_TRANSFORMERS = {
  __version__: { sentence_transformers: '5.1.2' },
  model_type: 'SentenceTransformer',
  prompts: { query: '', document: '' },
  default_prompt_name: null,
  similarity_fn_name: 'cosine',
}

const MODULES = [
  { idx: 0, name: '0', path: '0_StaticEmbedding', type: 'sentence_transformers.models.StaticEmbedding' },
  { idx: 1, name: '1', path: '1_Normalize', type: 'sentence_transformers.models.Normalize' },
]

/**
 * Writes a StaticEmbedding checkpoint in the layout of sentence-transformers. The table is stored as float16.
 * @param table row-major [vocabulary, dimension]
 * @returns hex SHA-256 of the weights file
 */
export function writeCheckpoint(
  directory: string,
  tokenizer: string,
  table: Float32Array,
  dimension: number,
  card: string,
): string {
  const module = join(directory, '0_StaticEmbedding')
  mkdirSync(module, { recursive: true })
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
  const rows = new Uint8Array(toHalf(table).buffer)
  const shape = [table.length / dimension, dimension]
  const tensor = { name: 'embedding.weight', dtype: 'F16', shape, length: rows.length, bytes: () => rows }
  const weights = Buffer.concat([...safetensorsFile([tensor])])
  replaceFiles([
    [join(directory, 'modules.json'), json(MODULES)],
    [join(directory, 'config_sentence_transformers.json'), json(SENTENCE_TRANSFORMERS)],
    [join(module, 'tokenizer.json'), tokenizer],
    [join(directory, 'README.md'), card],
    [join(module, 'model.safetensors'), weights],
  ])
  return createHash('sha256').update(weights).digest('hex')
}

/** Converts to IEEE 754 binary16 bits. Rounds to nearest, ties to even. */
export function toHalf(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  return Uint16Array.from(bits, x => {
    const sign = (x >>> 16) & 0x8000
    const exponent = ((x >>> 23) & 0xff) - 127 + 15
    const mantissa = x & 0x7fffff
    if (exponent >= 31) return sign | 0x7c00 | ((x & 0x7fffffff) > 0x7f800000 ? 0x200 : 0)
    if (exponent <= -11) return sign
    const shift = exponent > 0 ? 13 : 14 - exponent
    const full = exponent > 0 ? mantissa : mantissa | 0x800000
    const kept = full >>> shift
    const rest = full & ((1 << shift) - 1)
    const half = 1 << (shift - 1)
    const rounded = kept + (rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0)
    return sign | ((Math.max(exponent, 0) << 10) + rounded)
  })
}
