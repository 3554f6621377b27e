import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { rowOf } from '../../src/basics/vectors.js'
import type { AnlamError } from '../../src/errors.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { chooseProvider, type Machine, thisMachine, whyUnusable } from '../../src/onnx/providers.js'
import { anlam } from '../support/cli.js'
import { scratch } from '../support/scratch.js'
import { shared, unlessShared } from '../support/shared.js'
import { SOFTWARE_VULKAN, unlessWebGpu } from '../support/webgpu.js'

const MODEL = shared('reference/xlmr-tiny')

/** Collects the messages a user would see. */
function reporter() {
  const warnings: string[] = []
  return { warnings, note: () => undefined, warn: (text: string) => void warnings.push(text) }
}

function machine(works: Partial<Record<string, string | null>>, rest: Partial<Machine> = {}): Machine {
  const probe = async (provider: string): Promise<string | null> => works[provider] ?? null
  return { cudaInstalled: true, hasGpu: true, hasNvidia: true, probe, ...rest }
}

test('auto takes CUDA, then WebGPU, then the CPU, and reports an unusable GPU', async () => {
  const cases: [Machine, string, RegExp[]][] = [
    [machine({}), 'cuda', []],
    [machine({ cuda: 'no driver' }), 'webgpu', [/cuda: no driver/]],
    [machine({ cuda: 'no driver', webgpu: 'no adapter' }), 'cpu', [/CPU is used.*no driver.*no adapter/]],
    [machine({}, { cudaInstalled: false }), 'webgpu', [/npm run install:cuda/]],
    [machine({}, { cudaInstalled: false, hasNvidia: false }), 'webgpu', []],
    [machine({}, { hasGpu: false }), 'cpu', []],
  ]
  for (const [where, wanted, warnings] of cases) {
    const told = reporter()
    assert.equal(await chooseProvider('auto', 0, told, where), wanted)
    assert.equal(told.warnings.length, warnings.length, told.warnings.join())
    warnings.forEach((pattern, i) => {
      assert.match(told.warnings[i]!, pattern)
    })
  }
})

test('a provider requested by name is used or refused, never replaced', async () => {
  const broken = machine({ cuda: 'no driver' })
  assert.equal(await chooseProvider('webgpu', 0, reporter(), broken), 'webgpu')
  assert.equal(await chooseProvider('cpu', 0, reporter(), broken), 'cpu')
  await assert.rejects(
    chooseProvider('cuda', 0, reporter(), broken),
    (error: AnlamError) => error.code === 'unavailable' && /no driver/.test(error.message),
  )
})

test('the probe distinguishes a working provider from a broken one', async () => {
  const here = thisMachine()
  assert.equal(await here.probe('cpu', 0), null)
  const cuda = await whyUnusable('cuda', 0, here)
  if (!here.cudaInstalled) assert.match(cuda!, /install:cuda/)
})

const skipWebGpu = unlessWebGpu() || unlessShared('reference/xlmr-tiny')
const env = SOFTWARE_VULKAN

test('on WebGPU short texts get the reference vectors, padded and alone', {
  skip: skipWebGpu,
}, async () => {
  Object.assign(process.env, env)
  const golden: { text: string; ids: number[]; embedding: number[] }[] = JSON.parse(
    readFileSync(join(MODEL, 'golden.json'), 'utf8'),
  ).texts
  // This driver computes attention wrongly from 32 tokens on; see the next test.
  const texts = golden.filter(({ ids, text }) => ids.length < 32 && text === text.trim())
  const encoder = await loadEncoder({ directory: MODEL, model: MODEL, provider: 'webgpu', batchTokens: 256 })
  assert.equal(encoder.spec.provider, 'webgpu')
  const batch = await encoder.encode(texts.map(({ text }) => text))
  for (const [i, { text, embedding }] of texts.entries()) {
    const alone = await encoder.encode([text])
    const norm = Math.hypot(...embedding) || 1
    for (const vector of [rowOf(alone, 0), ...(texts.length > 1 ? [rowOf(batch, i)] : [])]) {
      const worst = Math.max(...embedding.map((x, j) => Math.abs(x / norm - vector[j]!)))
      assert.ok(worst < 1e-5, `${JSON.stringify(text)}: off by ${worst}`)
    }
  }
  await encoder.close()
})

test('a GPU that computes wrong results is detected, named, and not used', { skip: skipWebGpu }, async t => {
  const { code, stderr } = await anlam(
    ['similarity', 'öğrenme hızı', 'learning rate', '--model', MODEL, '--provider', 'webgpu'],
    { cwd: MODEL, env: { ...env, ANLAM_MODELS: scratch(t) } },
  )
  assert.match(
    stderr,
    /webgpu cannot be used for this model: .*too far from fp32 on the CPU \(worst cosine 0\.9/,
  )
  assert.equal(code, 11)
})
