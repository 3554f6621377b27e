import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { EXIT_CODES } from '../../src/cli/exit.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { readSafetensors } from '../../src/onnx/safetensors.js'
import { anlam } from '../support/cli.js'
import { scratch } from '../support/scratch.js'
import { smallTransformer } from '../support/small-transformer.js'

const TEXTS = ['model veriyi ezberler', 'kayıp düşer', 'ağaç dallanır', 'öğrenme oranı büyük', 'küme ayrılır']

function folder(t: TestContext): string {
  const cwd = scratch(t)
  const rows = TEXTS.flatMap((a, i) => [
    { a, b: `${a} denir`, label: 1 },
    { a, b: TEXTS[(i + 1) % TEXTS.length], label: 0 },
  ])
  writeFileSync(join(cwd, 'pairs.jsonl'), rows.map(row => JSON.stringify(row)).join('\n'))
  smallTransformer(join(cwd, 'base'), TEXTS)
  return cwd
}

const ARGS = [
  'tune',
  'base',
  'pairs.jsonl',
  '--eval',
  'pairs.jsonl',
  '--json',
  '--threads',
  '1',
  '--epochs',
  '3',
]

test('adapters are merged into a model in half precision, which learns the recipe of the card', async t => {
  const cwd = folder(t)
  const settings = [
    '--recipe',
    'cosine-similarity',
    '--lora',
    '4',
    '--dtype',
    'f16',
    '--batch',
    '5',
    '--rate',
    '0.01',
  ]
  const run = await anlam([...ARGS, '--out', 'out', '--epochs', '40', ...settings], { cwd })
  assert.equal(run.code, 0, run.stderr)
  assert.match(run.stderr, /adapters of rank 4 are trained/)
  const report = JSON.parse(run.stdout)
  assert.ok(report.heldOut['pairs.jsonl AUC'] > 0.9, JSON.stringify(report.heldOut))
  const [before, after] = await Promise.all(
    ['base', 'out'].map(name => readSafetensors(join(cwd, name, 'model.safetensors'))),
  )
  assert.deepEqual([...after!.keys()].sort(), [...before!.keys()].sort())
  assert.ok([...after!.values()].every(({ dtype }) => dtype === 'F16'))
  assert.ok(
    statSync(join(cwd, 'out', 'model.safetensors')).size <
      statSync(join(cwd, 'base', 'model.safetensors')).size,
  )
  assert.equal(JSON.parse(readFileSync(join(cwd, 'out', 'config.json'), 'utf8')).torch_dtype, 'float16')
  const encoder = await loadEncoder({ directory: join(cwd, 'out'), model: 'out' })
  t.after(() => encoder.close())
  const { values } = await encoder.encode([TEXTS[0]!, `${TEXTS[0]} denir`, TEXTS[1]!])
  const cosine = (i: number, j: number): number => {
    let sum = 0
    for (let d = 0; d < 16; d++) sum += values[i * 16 + d]! * values[j * 16 + d]!
    return sum
  }
  assert.ok(cosine(0, 1) > cosine(0, 2), `${cosine(0, 1)}, ${cosine(0, 2)}`)
  const card = readFileSync(join(cwd, 'out', 'README.md'), 'utf8')
  assert.match(card, /\| recipe \| cosine-similarity \|/)
  assert.match(card, /\| pairs\.jsonl AUC \| /)
})

for (const [what, args, code, message] of [
  [
    'a static encoder',
    ['tune', 'builtin-static', 'pairs.jsonl', '--out', 'x'],
    'invalid-input',
    /anlam train/,
  ],
  ['a missing file', ['tune', 'base', 'yok.jsonl', '--out', 'x'], 'not-found', /yok\.jsonl/],
  [
    'too little memory',
    [...ARGS, '--out', 'x', '--memory', '100m'],
    'invalid-input',
    /--memory allows 100 MiB/,
  ],
  ['texts without a teacher', ['tune', 'base', 'texts.jsonl', '--out', 'x'], 'invalid-input', /--teacher/],
] as const)
  test(`${what} is a clear error, and leaves no model`, async t => {
    const cwd = folder(t)
    writeFileSync(join(cwd, 'texts.jsonl'), '{"text":"yalnız"}\n')
    const run = await anlam(args, { cwd })
    assert.equal(run.code, EXIT_CODES[code], run.stderr)
    assert.match(run.stderr, message)
    assert.throws(() => statSync(join(cwd, 'x', 'modules.json')))
  })
