import assert from 'node:assert/strict'
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { AnlamError } from '../../src/errors.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { scratch } from '../support/scratch.js'
import { shared, unlessShared } from '../support/shared.js'

const skip = unlessShared('reference/xlmr-tiny')

/** A copy of a reference checkpoint for a test to damage. */
function copy(t: TestContext, model = 'xlmr-tiny'): string {
  const folder = scratch(t)
  cpSync(shared(`reference/${model}`), folder, { recursive: true })
  return folder
}

function editJson(path: string, edit: (value: Record<string, unknown>) => void): void {
  const value = JSON.parse(readFileSync(path, 'utf8'))
  edit(value)
  rmSync(path)
  writeFileSync(path, JSON.stringify(value))
}

type Header = Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>

/** Rewrites the header of the safetensors file, and keeps the data. */
function editHeader(folder: string, edit: (header: Header) => void): void {
  const path = join(folder, 'model.safetensors')
  const bytes = readFileSync(path)
  const length = Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString())
  edit(header)
  const text = Buffer.from(JSON.stringify(header))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(text.length))
  rmSync(path)
  writeFileSync(path, Buffer.concat([size, text, bytes.subarray(8 + length)]))
}

const QUERY = 'encoder.layer.1.attention.self.query.weight'

const cases: [what: string, harm: (folder: string) => void, code: string, message: RegExp][] = [
  ['no modules.json', f => rmSync(join(f, 'modules.json')), 'not-found', /modules\.json is missing/],
  ['no config.json', f => rmSync(join(f, 'config.json')), 'not-found', /config\.json is missing/],
  ['no tokenizer.json', f => rmSync(join(f, 'tokenizer.json')), 'not-found', /tokenizer\.json is missing/],
  ['no weights', f => rmSync(join(f, 'model.safetensors')), 'not-found', /model\.safetensors is missing/],
  [
    'no pooling',
    f => rmSync(join(f, '1_Pooling'), { recursive: true }),
    'not-found',
    /1_Pooling.config\.json is missing/,
  ],
  [
    'a config that is not JSON',
    f => writeOver(join(f, 'config.json'), '{'),
    'corrupt-checkpoint',
    /config\.json is not JSON/,
  ],
  [
    'padding that leaves no positions',
    f => editJson(join(f, 'config.json'), c => (c.pad_token_id = 513)),
    'corrupt-checkpoint',
    /pad_token_id 513 leaves none of 514 positions/,
  ],
  [
    'padding before the first position',
    f => editJson(join(f, 'config.json'), c => (c.pad_token_id = -1)),
    'corrupt-checkpoint',
    /pad_token_id -1 leaves none/,
  ],
  [
    'an unknown architecture',
    f =>
      editJson(join(f, 'config.json'), c =>
        Object.assign(c, { architectures: ['T5EncoderModel'], model_type: 't5' }),
      ),
    'corrupt-checkpoint',
    /unknown architecture T5EncoderModel .* has no graph here; known families are bert, /,
  ],
  [
    'an unknown module',
    f =>
      writeOver(
        join(f, 'modules.json'),
        '[{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.CNN"}]',
      ),
    'corrupt-checkpoint',
    /unknown module sentence_transformers\.models\.CNN/,
  ],
  ['a truncated file', f => truncate(join(f, 'model.safetensors'), -1000), 'corrupt-checkpoint', /truncated/],
  [
    'a file cut inside its header',
    f => truncate(join(f, 'model.safetensors'), 100),
    'corrupt-checkpoint',
    /truncated/,
  ],
  ['an empty file', f => truncate(join(f, 'model.safetensors'), 0), 'corrupt-checkpoint', /truncated/],
  [
    'a header larger than the file',
    f => {
      const path = join(f, 'model.safetensors')
      const bytes = readFileSync(path)
      bytes.writeBigUInt64LE(BigInt(bytes.length * 2), 0)
      writeOver(path, bytes)
    },
    'corrupt-checkpoint',
    /header/,
  ],
  [
    'an absurd header length',
    f => {
      const path = join(f, 'model.safetensors')
      const bytes = readFileSync(path)
      bytes.writeBigUInt64LE(2n ** 63n, 0)
      writeOver(path, bytes)
    },
    'corrupt-checkpoint',
    /not a safetensors file/,
  ],
  [
    'a header that is not JSON',
    f => flip(join(f, 'model.safetensors'), 8),
    'corrupt-checkpoint',
    /header is not JSON/,
  ],
  [
    'a missing tensor',
    f => editHeader(f, h => rename(h, QUERY, 'other')),
    'corrupt-checkpoint',
    new RegExp(`${QUERY} is missing`),
  ],
  [
    'a tensor of the wrong shape',
    f => editHeader(f, h => (h[QUERY]!.shape = [32, 128])),
    'corrupt-checkpoint',
    /shape \[32, 128\]/,
  ],
  [
    'a tensor of the wrong dtype',
    f => editHeader(f, h => (h[QUERY]!.dtype = 'I32')),
    'corrupt-checkpoint',
    /is I32/,
  ],
  [
    'an unknown dtype',
    f => editHeader(f, h => (h[QUERY]!.dtype = 'F37')),
    'corrupt-checkpoint',
    /unknown dtype "F37"/,
  ],
  [
    'overlapping tensors',
    f =>
      editHeader(
        f,
        h => (h[QUERY]!.data_offsets = h[QUERY]!.data_offsets.map(o => o - 4) as [number, number]),
      ),
    'corrupt-checkpoint',
    /overlap/,
  ],
  [
    'offsets outside the file',
    f => editHeader(f, h => (h[QUERY]!.data_offsets = [1e9, 1e9 + 64 * 64 * 4])),
    'corrupt-checkpoint',
    /truncated: tensor/,
  ],
  [
    'offsets that do not fit the shape',
    f => editHeader(f, h => h[QUERY]!.data_offsets[1]--),
    'corrupt-checkpoint',
    /needs 16384 bytes/,
  ],
  [
    'negative offsets',
    f => editHeader(f, h => (h[QUERY]!.data_offsets = [-4, 16380])),
    'corrupt-checkpoint',
    /invalid data_offsets/,
  ],
  [
    'the tokenizer of another model',
    f =>
      writeOver(join(f, 'tokenizer.json'), readFileSync(shared('reference/bert-tiny-mean/tokenizer.json'))),
    'corrupt-checkpoint',
    /does not belong to this model/,
  ],
  [
    'a tokenizer that is not one',
    f => writeOver(join(f, 'tokenizer.json'), '{}'),
    'corrupt-checkpoint',
    /is not a tokenizer/,
  ],
  [
    'more positions asked for than there are',
    f => editJson(join(f, 'sentence_bert_config.json'), c => (c.max_seq_length = 600)),
    'corrupt-checkpoint',
    /max_seq_length 600/,
  ],
]

function writeOver(path: string, content: string | Buffer): void {
  rmSync(path)
  writeFileSync(path, content)
}

function truncate(path: string, size: number): void {
  const bytes = readFileSync(path)
  writeOver(path, bytes)
  truncateSync(path, size < 0 ? bytes.length + size : size)
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path)
  bytes[at]! ^= 0xff
  writeOver(path, bytes)
}

function rename(header: Header, from: string, to: string): void {
  header[to] = header[from]!
  delete header[from]
}

for (const [what, harm, code, message] of cases) {
  test(`a checkpoint with ${what} is refused with its own message`, { skip }, async t => {
    const folder = copy(t)
    harm(folder)
    await assert.rejects(loadEncoder({ directory: folder, model: 'x' }), error => {
      assert.ok(error instanceof AnlamError, String(error))
      assert.equal(error.code, code)
      assert.match(error.message, message)
      return true
    })
  })
}
