import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { NpyWriter, openNpy } from '../../src/tables/npy.js'
import { scratch } from '../support/scratch.js'

/** [[1, -2.5, 0.1], [3e-8, 65504, -0.0]] as numpy.save of NumPy 2.4.6 writes it: headers, and base64 of the numbers. */
const SAVED = {
  '<f2': ["{'descr': '<f2', 'fortran_order': False, 'shape': (2, 3), }", 'ADwAwWYuAQD/ewCA'],
  '<f4': ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 'AACAPwAAIMDNzMw9WdkAMwDgf0cAAACA'],
  '<f8': [
    "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }",
    'AAAAAAAA8D8AAAAAAAAEwJqZmZmZmbk/K2mkKSsbYD4AAAAAAPzvQAAAAAAAAACA',
  ],
  fortran: ["{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", 'AACAP1nZADMAACDAAOB/R83MzD0AAACA'],
  whole: [
    "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 3), }",
    'AQAAAAAAAAD+/////////wAAAAAAAAAAAAAAAAAAAAAA4P8AAAAAAAAAAAAAAAAA',
  ],
  one: ["{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", 'AACAPwAAIMDNzMw9'],
  objects: ["{'descr': '|O', 'fortran_order': False, 'shape': (1, 2), }", 'gASVkgAAAAAAAACMFm51bXB5'],
} as const

function bytesOf([header, numbers]: readonly [string, string]): Buffer {
  const start = Buffer.from(`\x93NUMPY\x01\x00v\x00${header.padEnd(117)}\n`, 'latin1')
  return Buffer.concat([start, Buffer.from(numbers, 'base64')])
}

function saved(t: TestContext, kind: keyof typeof SAVED): string {
  const path = join(scratch(t), 'v.npy')
  writeFileSync(path, bytesOf(SAVED[kind]))
  return path
}

test('float16, float32 and float64 of NumPy are read as the nearest float32', t => {
  const exact = [1, -2.5, 0.1, 3e-8, 65504, -0].map(Math.fround)
  for (const [kind, expected] of [
    ['<f4', exact],
    ['<f8', exact],
    // The nearest halves of 0.1 and 3e-8.
    ['<f2', [1, -2.5, 0.0999755859375, 2 ** -24, 65504, -0]],
  ] as const) {
    const { rows, dimension, next, close } = openNpy(saved(t, kind))
    assert.deepEqual([rows, dimension], [2, 3])
    assert.deepEqual([...next(), ...next()], expected, kind)
    close()
  }
})

test('what is no table of floats is refused with the way to one', t => {
  for (const [kind, message] of [
    ['fortran', /ascontiguousarray/],
    ['whole', /its numbers are <i8; .*float32/],
    ['one', /one row for each text/],
    ['objects', /its numbers are \|O/],
  ] as const)
    assert.throws(() => openNpy(saved(t, kind)), { code: 'invalid-input', message })
  const path = saved(t, '<f4')
  writeFileSync(path, readFileSync(path).subarray(0, -1))
  assert.throws(() => openNpy(path), /it has 151 bytes, and 2 × 3 numbers need 152/)
  writeFileSync(path, 'PK\x03\x04')
  assert.throws(() => openNpy(path), /it is no array of NumPy/)
  assert.throws(() => openNpy(join(scratch(t), 'yok.npy')), { code: 'not-found' })
})

test('what is written is byte for byte what NumPy writes, and has its name only when it is whole', t => {
  const path = join(scratch(t), 'v.npy')
  const writer = new NpyWriter(path, 3)
  writer.write(Float32Array.of(1, -2.5, 0.1))
  assert.ok(!existsSync(path))
  writer.write(Float32Array.of(3e-8, 65504, -0))
  assert.equal(writer.finish(), 2)
  assert.deepEqual(readFileSync(path), bytesOf(SAVED['<f4']))
  const second = new NpyWriter(path, 3)
  second.write(Float32Array.of(9, 9, 9))
  second.discard()
  assert.deepEqual(readFileSync(path), bytesOf(SAVED['<f4']))
  assert.ok(!existsSync(`${path}.tmp`))
})
