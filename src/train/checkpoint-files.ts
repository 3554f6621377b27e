import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFiles } from '../basics/files.js'

const MODULES = [
  { idx: 0, name: '0', path: '0_StaticEmbedding', type: 'sentence_transformers.models.StaticEmbedding' },
  { idx: 1, name: '1', path: '1_Normalize', type: 'sentence_transformers.models.Normalize' },
]

const SETTINGS = {
  __version__: { sentence_transformers: '5.1.2' },
  model_type: 'SentenceTransformer',
  prompts: { query: '', document: '' },
  default_prompt_name: null,
  similarity_fn_name: 'cosine',
}

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
  const weights = safetensors('embedding.weight', [table.length / dimension, dimension], toHalf(table))
  replaceFiles([
    [join(directory, 'modules.json'), json(MODULES)],
    [join(directory, 'config_sentence_transformers.json'), json(SETTINGS)],
    [join(module, 'tokenizer.json'), tokenizer],
    [join(directory, 'README.md'), card],
    [join(module, 'model.safetensors'), weights],
  ])
  return createHash('sha256').update(weights).digest('hex')
}

function safetensors(name: string, shape: readonly number[], data: Uint16Array): Buffer {
  const bytes = Buffer.alloc(data.length * 2)
  data.forEach((value, i) => {
    bytes.writeUInt16LE(value, i * 2)
  })
  const header = JSON.stringify({
    __metadata__: { format: 'pt' },
    [name]: { dtype: 'F16', shape, data_offsets: [0, bytes.length] },
  })
  // The format wants data aligned to 8 bytes, so pad the header with spaces.
  const padded = Buffer.from(header.padEnd(Math.ceil(header.length / 8) * 8))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(padded.length))
  return Buffer.concat([length, padded, bytes])
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
