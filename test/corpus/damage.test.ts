import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import type { AnlamError } from '../../src/errors.js'
import { file, readAll } from '../support/corpus.js'
import { Descriptors, unlessLinux } from '../support/descriptors.js'
import { scratch } from '../support/scratch.js'

/** Rows of distinct words: they compress badly, so they fill many of zlib's buffers. */
const TEXTS = Array.from({ length: 4000 }, (_, i) => `satır ${i} ${Math.sin(i).toString(36).slice(3)} öğe`)
const CONTENT: Record<string, string> = {
  jsonl: TEXTS.map(text => `${JSON.stringify({ text })}\n`).join(''),
  csv: `text,n\n${TEXTS.map((text, i) => `"${text}",${i}\n`).join('')}`,
  tsv: `n\ttext\n${TEXTS.map((text, i) => `${i}\t${text}\n`).join('')}`,
}
const FORMATS = Object.keys(CONTENT)

/** Asserts that damage is reported, naming the file. Returns the texts before the damage. */
async function readDamaged(path: string): Promise<{ texts: string[]; skipped: string[] }> {
  await assert.rejects(readAll([path]), ({ code, message }: AnlamError) => {
    assert.equal(code, 'invalid-input', message)
    assert.ok(message.includes(path), message)
    assert.match(message, /--on-error skip would continue$/)
    return true
  })
  const { documents, skipped } = await readAll([path], { onError: 'skip' })
  assert.ok(skipped.some(what => what.startsWith(path) && what.includes('cannot be read')))
  return { texts: documents.map(({ document }) => document.text), skipped }
}

for (const format of FORMATS) {
  test(`a truncated .${format}.gz yields all complete rows before the cut`, async t => {
    const packed = gzipSync(CONTENT[format]!)
    for (const share of [0.3, 0.999]) {
      const path = file(t, `a.${format}.gz`, packed.subarray(0, Math.floor(packed.length * share)))
      const { texts, skipped } = await readDamaged(path)
      assert.deepEqual(texts, TEXTS.slice(0, texts.length))
      assert.ok(texts.length > TEXTS.length * (share - 0.1), `${texts.length} of ${share}`)
      assert.ok(texts.length < TEXTS.length)
      assert.match(skipped[0]!, new RegExp(`; the ${texts.length} before it were kept`))
    }
  })

  test(`a .${format}.gz followed by junk yields all its rows, and reports the junk`, async t => {
    const packed = gzipSync(CONTENT[format]!)
    const junk = [Buffer.from('x'), Buffer.alloc(300_000, 'çöp'), Buffer.from('\0\0x'), packed.subarray(0, 9)]
    for (const more of junk)
      assert.deepEqual(
        (await readDamaged(file(t, `a.${format}.gz`, Buffer.concat([packed, more])))).texts,
        TEXTS,
      )
    const wrong = Buffer.from(packed)
    wrong.writeUInt32LE((wrong.readUInt32LE(wrong.length - 8) ^ 1) >>> 0, wrong.length - 8)
    const { skipped } = await readDamaged(file(t, `a.${format}.gz`, wrong))
    assert.match(skipped[0]!, /checksum/)
  })
}

test('members of a .gz are read in turn; zero padding is allowed; names and comments are skipped', async t => {
  const half = CONTENT.jsonl!.indexOf('\n', CONTENT.jsonl!.length / 2) + 1
  const [first, second] = [CONTENT.jsonl!.slice(0, half), CONTENT.jsonl!.slice(half)]
  // Flags for an extra field, a name, a comment and a checksum of the header.
  const plain = gzipSync(second)
  const header = Buffer.from(plain.subarray(0, 10))
  header[3] = 4 | 8 | 16 | 2
  const named = Buffer.concat([
    header,
    Buffer.from([3, 0, 1, 2, 3]),
    Buffer.from('ad\0not\0'),
    Buffer.from([7, 7]),
    plain.subarray(10),
  ])
  for (const after of [0, 1, 512, 200_000]) {
    const path = file(t, 'a.jsonl.gz', Buffer.concat([gzipSync(first), named, Buffer.alloc(after)]))
    const { documents, skipped } = await readAll([path])
    assert.deepEqual([documents.map(({ document }) => document.text), skipped], [TEXTS, []])
  }
})

test('a .gz file that is not gzip is reported, whatever its inner extension', async t => {
  for (const content of ['', 'düz metin', '\x1f\x8b', '\x1f\x8b\x08\x1c\0\0\0\0\0\0\xff\xff']) {
    for (const name of ['a.jsonl.gz', 'a.csv.gz', 'a.txt.gz', 'a.pdf.gz'])
      await readDamaged(file(t, name, Buffer.from(content, 'latin1')))
  }
})

/** An archive of files, compressed or stored. */
function zip(files: Record<string, string>, stored = false): Buffer {
  const entries = Object.entries(files).map(([name, content]) => [name, strToU8(content)])
  return Buffer.from(zipSync(Object.fromEntries(entries), { level: stored ? 0 : 6 }))
}

/** The same archive with a wrong checksum for its first file. */
function withWrongChecksum(archive: Buffer): Buffer {
  const wrong = Buffer.from(archive)
  wrong[archive.indexOf('PK\x01\x02') + 16]! ^= 1
  return wrong
}

test('an archive that is truncated or followed by junk is reported by name, or skipped if so configured', async t => {
  const whole = zip({ 'a.jsonl': CONTENT.jsonl!, 'b.txt': 'düz metin' })
  const { documents } = await readAll([file(t, 'a.zip', whole)])
  assert.equal(documents.length, TEXTS.length + 1)
  for (const damaged of [
    whole.subarray(0, whole.length - 1),
    whole.subarray(0, whole.length / 2),
    Buffer.concat([whole, Buffer.from('çöp')]),
    Buffer.concat([whole, Buffer.alloc(100_000)]),
    Buffer.alloc(0),
  ]) {
    const path = file(t, 'a.zip', damaged)
    const sound = file(t, 'b.jsonl', '{"text":"sağlam"}\n')
    assert.deepEqual((await readDamaged(path)).texts, [])
    const { documents: others } = await readAll([path, sound], { onError: 'skip' })
    assert.deepEqual(
      others.map(({ document }) => document.text),
      ['sağlam'],
    )
  }
})

test('damage inside an archive is reported: complete rows before it are kept, and the checksum is verified', async t => {
  for (const stored of [true, false]) {
    const wrong = withWrongChecksum(zip({ 'a.jsonl': CONTENT.jsonl! }, stored))
    const { texts, skipped } = await readDamaged(file(t, 'a.zip', wrong))
    assert.deepEqual(texts, TEXTS)
    assert.match(skipped[0]!, /a\.zip\/a\.jsonl: .*checksum/)
    for (const at of [0.2, 0.5, 0.8]) {
      const bytes = zip({ 'a.csv': CONTENT.csv! }, stored)
      for (let i = 0; i < 40; i++) bytes[Math.floor(bytes.length * at) + i]! ^= 0x55
      const path = file(t, 'a.zip', bytes)
      assert.ok((await readDamaged(path)).skipped.some(what => what.startsWith(`${path}/a.csv`)))
    }
  }
})

test('damaged books and Word documents are reported by name', async t => {
  const book = zip({
    'META-INF/container.xml': '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>',
    'a.opf':
      '<package><manifest><item id="i" href="a.xhtml"/></manifest><spine><itemref idref="i"/></spine></package>',
    'a.xhtml': `<html><body><p>${'Gradyan inişi. '.repeat(50)}</p></body></html>`,
  })
  const { documents } = await readAll([file(t, 'a.epub', book)])
  assert.equal(documents.length, 1)
  for (const bytes of [
    book.subarray(0, book.length - 30),
    Buffer.concat([book, Buffer.from('x')]),
    withWrongChecksum(book),
    Buffer.from('metin'),
  ])
    for (const name of ['a.epub', 'a.docx']) await readDamaged(file(t, name, bytes))
})

test('in a folder, damaged files are skipped and reported, unless rows of them were already read', async t => {
  const folder = scratch(t)
  writeFileSync(join(folder, 'a.jsonl'), '{"text":"sağlam"}\n')
  writeFileSync(join(folder, 'b.zip'), 'bozuk')
  writeFileSync(join(folder, 'c.csv.gz'), 'bozuk')
  const { documents, skipped } = await readAll([folder])
  assert.equal(documents.length, 1)
  assert.equal(skipped.filter(what => what.includes('cannot be read')).length, 2)
  mkdirSync(join(folder, 'd'))
  const packed = gzipSync(CONTENT.jsonl!)
  writeFileSync(join(folder, 'd', 'e.jsonl.gz'), packed.subarray(0, packed.length / 2))
  await assert.rejects(readAll([folder]), /e\.jsonl\.gz: the file cannot be read/)
})

test('no descriptor stays open after reading to the end, stopping early, or damage', {
  skip: unlessLinux,
}, async t => {
  const open = new Descriptors()
  const whole = zip({ 'a.jsonl': CONTENT.jsonl! })
  const paths = FORMATS.flatMap(format => {
    const packed = gzipSync(CONTENT[format]!)
    return [
      file(t, `a.${format}`, CONTENT[format]!),
      file(t, `a.${format}.gz`, packed),
      file(t, `a.${format}.gz`, packed.subarray(0, packed.length - 9)),
    ]
  }).concat(
    file(t, 'a.txt.gz', gzipSync('düz metin')),
    file(t, 'a.html.gz', gzipSync('<p>metin</p>')),
    file(t, 'a.zip', whole),
    file(t, 'b.zip', whole.subarray(0, 9000)),
    file(t, 'c.zip', withWrongChecksum(zip({ 'a.csv': CONTENT.csv! }))),
  )
  for (const path of paths) {
    await readAll([path], { onError: 'skip' })
    await open.assertUnchanged(path)
    await readAll([path]).catch(() => undefined)
    await open.assertUnchanged(`${path}, failing`)
  }
})
