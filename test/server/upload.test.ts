import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import { AnlamClient, ApiError, type UploadProgress } from '../../src/client/client.js'
import { loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { type Serving, servingFiles } from '../support/server.js'

/** Names with special characters of patterns, paths, formats, headers, markup and queries. */
const HOSTILE = [
  "$& $` $' $$ $1 $<name>",
  '../../%s %d %00 %2e%2e%2f',
  '..\\..\\boot',
  '/tmp/upload.csv',
  'satır\nsonu\r\n "tırnaklı" \'tek\' `ters`\t',
  "<img src=x onerror=alert(1)>&amp; '; DROP TABLE documents; --",
  '__proto__',
  '{bar} (a+)+$ [z-a] * OR NEAR(a) İı 😀\u202eters',
]
/** 255 bytes with its extension, in NFD as macOS writes names. */
const LONG = 'ğşıöç'.repeat(17).normalize('NFD') + 'x'.repeat(13)

describe('uploads under any name', () => {
  let serving: Serving
  let client: AnlamClient
  let cwd = ''

  before(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'anlam-test-'))
    writeFileSync(join(cwd, 'ilk.jsonl'), '{"id":"ilk","text":"ilk metin"}\n')
    serving = await servingFiles(
      loadConfig({ flags: { model: STATIC_MODEL, indexes: join(cwd, 'indexes') } }),
      'n',
      [join(cwd, 'ilk.jsonl')],
    )
    client = new AnlamClient({ url: serving.url })
  })
  after(async () => {
    await serving.stop()
    rmSync(cwd, { recursive: true, force: true })
  })

  const upload = async (name: string, content: string | Uint8Array): Promise<UploadProgress> => {
    let last: UploadProgress = {}
    const body = typeof content === 'string' ? content : new Blob([new Uint8Array(content)])
    try {
      for await (const progress of client.upload('n', name, body)) last = progress
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return { error: { code: error.code, message: error.message } }
    }
    return last
  }
  const documents = async () =>
    (await client.documents('n', { limit: 1000 })).documents.filter(({ id }) => id !== 'ilk')
  const noPath = (text: string): void => {
    assert.ok(!text.replaceAll('/tmp/upload.csv', '').includes(tmpdir()), text)
  }

  test('ids and sources have the exact name, and a second upload replaces the first', async () => {
    for (const stem of [...HOSTILE, LONG]) {
      const name = `${stem}.csv`
      const held = (await documents()).length
      for (const [text, size] of [
        ['bir', held + 2],
        ['iki', held + 2],
      ] as const) {
        const { done, error } = await upload(name, `text\n${text} gradyan\n${text} gömme\n`)
        assert.ok(done, `${name}: ${JSON.stringify(error)}`)
        const now = await documents()
        assert.equal(now.length, size, name)
      }
      const plain = name.normalize('NFC')
      const own = (await documents()).filter(({ source }) => source === plain)
      assert.deepEqual(own.map(({ id }) => id).sort(), [`${plain}:2`, `${plain}:3`], name)
      for (const { id } of own) {
        const found = await client.passages([id], 'n')
        assert.match(found[0]!.text, /^iki g/)
      }
    }
    noPath(JSON.stringify(await documents()))
  })

  test('a name in NFC and in NFD is one name', async () => {
    const name = 'çalışma öğüdü.csv'
    await upload(name.normalize('NFD'), 'text\nbir gradyan\n')
    const held = (await documents()).length
    await upload(name.normalize('NFC'), 'text\niki gradyan\n')
    assert.equal((await documents()).length, held)
  })

  test('an archive and the files in it have the client’s name', async () => {
    for (const stem of HOSTILE.slice(0, 2)) {
      const inner = `iç ${stem.replaceAll(/[\\/]/g, '')} $&.csv`
      const { done, error } = await upload(`${stem}.zip`, zipSync({ [inner]: strToU8('text\ngömme\n') }))
      assert.ok(done, JSON.stringify(error))
      const source = `${stem}.zip/${inner}`.normalize('NFC')
      assert.deepEqual(
        (await documents()).filter(document => document.source === source).map(({ id }) => id),
        [`${source}:2`],
      )
    }
  })

  test('bad rows are skipped where a client asks for it, each named with why; columns can be chosen', async () => {
    let last: UploadProgress = {}
    const rows =
      '{"no":"1","govde":"Bir gömme vektördür."}\nbozuk\n{"no":"2","govde":"Gradyan bir yöndür."}\n{"no":"2","govde":"Yine."}\n'
    const read = { textField: 'govde', idField: 'no', onError: 'skip' } as const
    for await (const progress of client.upload('n', 'secilen.jsonl', rows, read)) last = progress
    assert.deepEqual(last, {
      done: true,
      documents: 2,
      passages: 2,
      unchanged: 0,
      repaired: 0,
      truncated: 0,
      empty: 0,
      skipped: 2,
      skippedRows: last.skippedRows,
    })
    const [bad, twice] = last.skippedRows!
    assert.deepEqual([bad!.line, bad!.reason], [2, 'not-json'])
    assert.match(bad!.message, /^secilen\.jsonl, line 2: not JSON/)
    assert.deepEqual([twice!.line, twice!.reason], [4, 'duplicate'])
    assert.match(twice!.message, /^secilen\.jsonl, line 4: id "2" is a duplicate/)
    await client.delete('n', '1')
    await client.delete('n', '2')
  })

  test('errors show the client’s file name and no path of the server', async () => {
    const bad: [string, string | Uint8Array][] = [
      ['.csv', 'baslik\nmetin yok\n'],
      ['.jsonl', '{"text":"iyi"}\n{bozuk\n'],
      ['.pdf', 'hiç de değil'],
      ['.docx', 'hiç de değil'],
      ['.csv.gz', gzipSync('text\nbir\n').subarray(0, 20)],
      ['.zip', 'PK'],
      ['.zip', zipSync({ 'a.csv': strToU8('baslik\nmetin yok\n') })],
      ['.bilinmez', 'x'],
      ['', 'x'],
    ]
    for (const stem of [HOSTILE[0]!, HOSTILE[4]!])
      for (const [end, content] of bad) {
        const name = `${stem}${end}`
        const { error } = await upload(name, content)
        assert.equal(error?.code, 'invalid-input', `${name}: ${JSON.stringify(error)}`)
        noPath(error!.message)
        if (!(end === '.zip' && typeof content !== 'string'))
          assert.ok(error!.message.includes(name.normalize('NFC')), `${name}: ${error!.message}`)
      }
    noPath(JSON.stringify(await documents()))
  })

  test('a name that no document can have is refused before the body is read', async () => {
    for (const name of ['a\0b.csv', 'x'.repeat(256)]) {
      const { error } = await upload(name, 'text\nbir\n')
      assert.equal(error?.code, 'invalid-input')
    }
  })
})
