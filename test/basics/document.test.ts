import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createDocument, toNfc, toPlain } from '../../src/basics/document.js'
import { AnlamError } from '../../src/errors.js'

test('every string becomes NFC, or is refused for a lone surrogate or NUL', () => {
  const unit = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 1 }),
    fc.integer({ min: 0, max: 0x3ff }).map(code => String.fromCharCode(code)),
    fc.integer({ min: 0x2000, max: 0x20ff }).map(code => String.fromCharCode(code)),
    fc.constantFrom('\ud800', '\udc00', '\0', '\u0307', '\u0327', 'i', 'ş', '\u1100', '\u1161', '\u212b'),
  )
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 6 }), units => {
      const text = units.join('')
      assert.equal(toNfc(text), text.normalize('NFC'))
      const sound = text.isWellFormed() && !text.includes('\0')
      if (sound) assert.equal(toPlain(text, 'it'), text.normalize('NFC'))
      else
        assert.throws(
          () => toPlain(text, 'it'),
          (error: AnlamError) => error.code === 'invalid-input',
        )
    }),
    { numRuns: 3000 },
  )
})

test('every letter, alone and before every mark, is normalised as by ICU', () => {
  for (let code = 0; code < 0x2100; code++) {
    if (code >= 0xd800 && code < 0xe000) continue
    for (const text of [
      String.fromCharCode(code),
      `${String.fromCharCode(code)}\u0301`,
      `a${String.fromCharCode(code)}ş`,
    ])
      assert.equal(toNfc(text), text.normalize('NFC'))
  }
})

test('an error about a document is one short line, however large the document is', () => {
  const fields = { id: 'a', text: 'a', source: 's', metadata: {} }
  for (const wrong of [
    { id: 'x'.repeat(1e6) },
    { title: `${'t'.repeat(1e6)}\ud800` },
    { metadata: { [`${'k'.repeat(1e5)}`]: ['a'] } },
  ])
    assert.throws(
      () => createDocument({ ...fields, ...(wrong as object) }),
      (error: unknown) => error instanceof AnlamError && error.message.length < 200,
    )
})
