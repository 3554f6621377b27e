import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { BYTE_RANGES } from '../../src/onnx/byte-range.js'
import { wrongEncoderProducts, wrongProducts } from '../support/byte-products.js'
import { unlessMultiplied } from '../support/byte-ranges.js'

const EMULATOR = 'qemu-x86_64'

for (const range of BYTE_RANGES) {
  const skip = await unlessMultiplied(range)

  test(`extreme codes of the ${range} range are multiplied exactly`, { skip }, async () => {
    assert.deepEqual(await wrongProducts(range), [])
  })

  test(`activations and weights in the ${range} range are multiplied exactly`, { skip }, async () => {
    assert.deepEqual(await wrongEncoderProducts(range), [])
  })
}

// Haswell has AVX2 and adds in 16 bits. Nehalem is older; its kernels widen bytes first.
for (const [processor, range] of [
  ['Haswell', 'reduced'],
  ['Nehalem', 'full'],
] as const)
  test(`an emulated ${processor} chooses the ${range} range, and multiplies it exactly`, {
    skip: unlessEmulated(),
  }, async () => {
    const script = fileURLToPath(new URL('../support/emulated-products.js', import.meta.url))
    const { stdout } = await promisify(execFile)(EMULATOR, ['-cpu', processor, process.execPath, script])
    assert.deepEqual(JSON.parse(stdout), { range, wrong: [] })
  })

function unlessEmulated(): string | false {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'emulates Linux on x86-64 only'
  const { error } = spawnSync(EMULATOR, ['--version'])
  return error ? `needs ${EMULATOR} (Debian: qemu-user), which is not here` : false
}
