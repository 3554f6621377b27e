import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import { EXIT_CODES } from '../../../src/cli/exit.js'
import { AnlamClient, type ApiError } from '../../../src/client/client.js'
import { loadConfig } from '../../../src/config.js'
import { STATIC_MODEL } from '../../../src/model/models.js'
import { Descriptors, unlessLinux } from '../../support/descriptors.js'
import { scratch } from '../../support/scratch.js'
import { servingFiles } from '../../support/server.js'
import type { Ran } from './descriptors/run.js'

const ROWS = Array.from({ length: 300 }, (_, i) => ({ text: `öğrenme hızı satır ${i}`, n: i % 3 }))
const JSONL = ROWS.map(row => `${JSON.stringify(row)}\n`).join('')
const CSV = `text,n\n${ROWS.map(({ text, n }) => `${text},${n}\n`).join('')}`
const CUT = gzipSync(CSV).subarray(0, -20)

/** A file of each format, by name. */
function files(): Record<string, string | Uint8Array> {
  const page = '<html><body><h1>Başlık</h1><p>Gradyan inişi yavaştır.</p></body></html>'
  const plain: Record<string, string> = {
    'a.jsonl': JSONL,
    'a.csv': CSV,
    'a.tsv': CSV.replaceAll(',', '\t'),
    'a.txt': 'Düz metin.\n\nİkinci paragraf.',
    'a.md': '# Başlık\n\nMetin.',
    'a.html': page,
    'a.srt': '1\n00:00:01,000 --> 00:00:02,000\nGöreceğiz.\n',
    'a.ipynb': JSON.stringify({ cells: [{ cell_type: 'markdown', source: 'Bir cümle.' }] }),
    'a.pdf': `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 60>>stream
BT /F 12 Tf 20 200 Td (Derin bir modelin notlari burada.) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF`,
  }
  const book = {
    'META-INF/container.xml': '<container><rootfile full-path="a.opf"/></container>',
    'a.opf':
      '<package><manifest><item id="i" href="a.html"/></manifest><spine><itemref idref="i"/></spine></package>',
    'a.html': page,
  }
  const zip = (entries: Record<string, string>): Uint8Array =>
    zipSync(Object.fromEntries(Object.entries(entries).map(([name, text]) => [name, strToU8(text)])))
  return {
    ...plain,
    ...Object.fromEntries(Object.entries(plain).map(([name, text]) => [`${name}.gz`, gzipSync(text)])),
    'a.zip': zip(plain),
    'a.epub': zip(book),
    'bozuk.zip': zip(plain).subarray(0, 500),
    'bozuk.csv.gz': CUT,
    'bozuk.jsonl.gz': Buffer.concat([gzipSync(JSONL), Buffer.from('x')]),
  }
}

function run(
  t: TestContext,
  cwd: string,
  commands: readonly (readonly string[])[],
): Promise<{ ran: Ran[]; stderr: string }> {
  const ran: Ran[] = []
  const child = fork(new URL('./descriptors/run.js', import.meta.url), [JSON.stringify(commands)], {
    cwd,
    silent: true,
    execArgv: [],
  })
  t.after(() => child.kill('SIGKILL'))
  // Discarded, since a full pipe would block the process.
  child.stdout!.resume()
  let stderr = ''
  child.stderr!.on('data', chunk => (stderr += chunk))
  child.stdin!.end()
  child.on('message', message => ran.push(message as Ran))
  return new Promise(resolve => child.on('close', () => resolve({ ran, stderr })))
}

describe('descriptors', { skip: unlessLinux }, () => {
  test('no command leaves a descriptor open or a temporary folder behind, whether it succeeds or fails', async t => {
    const cwd = scratch(t)
    const folder = join(cwd, 'dosyalar')
    mkdirSync(folder)
    for (const [name, content] of Object.entries(files())) writeFileSync(join(folder, name), content)
    const path = (name: string): string => join('dosyalar', name)
    writeFileSync(join(cwd, 'gold-yok.jsonl'), '{"aId":"1","bId":"2"}\n')
    writeFileSync(join(cwd, 'pairs.jsonl'), '{"a":"a","b":"a","label":1}\n{"a":"a","b":"b","label":0}\n')
    const before = new Set(readdirSync(tmpdir()).filter(name => name.startsWith('anlam-')))
    const mine = ['mine', path('a.jsonl'), '--explain', '0', '--top-k', '3']
    const [sound, damaged] = [false, true].map(bad =>
      Object.keys(files()).filter(name => name.startsWith('bozuk') === bad),
    ) as [string[], string[]]
    const commands = [
      ['index', ...sound.map(path), '--index', 'n'],
      ...damaged.map(name => ['index', path(name), '--index', 'n']),
      ['index', 'dosyalar', '--index', 'n', '--on-error', 'skip'],
      ['index', path('a.csv'), '--index', 'n', '--text-field', 'yok'],
      ['search', 'öğrenme', '--index', 'n'],
      ['embed', '--input', path('a.jsonl'), '--text-field', 'text'],
      ['embed', '--input', path('a.jsonl'), '--text-field', 'yok'],
      [...mine, '--method', 'exact', '--out', 'r'],
      [...mine, '--method', 'approximate', '--out', 'r'],
      [...mine, '--within', 'yok', '--out', 'r2'],
      ['mine', '--between', path('a.csv'), path('a.jsonl.gz'), '--method', 'approximate', '--top-k', '3'],
      ['eval', 'mining', 'gold-yok.jsonl', '--index', 'n', '--threshold', '0.9'],
      ['eval', 'pairs', 'pairs.jsonl'],
      ['stats', '--index', 'n'],
      ['verify', '--index', 'n', '--deep'],
    ]
    const { ran, stderr } = await run(t, cwd, commands)
    assert.deepEqual(
      ran.map(({ command }) => command),
      commands,
      stderr,
    )
    for (const { command, code, left } of ran) {
      assert.deepEqual(left, [], `left open by ${command.join(' ')}`)
      const shouldFail = /bozuk|yok/.test(command.join(' '))
      assert.equal(code === 0, !shouldFail, `${command.join(' ')}: ${code}\n${stderr}`)
      if (command[1]?.includes('bozuk')) assert.equal(code, EXIT_CODES['invalid-input'])
    }
    const after = readdirSync(tmpdir()).filter(name => name.startsWith('anlam-') && !before.has(name))
    assert.deepEqual(
      after.filter(name => /^anlam-(?:mine|eval)-/.test(name)),
      [],
    )
  })

  test('no job of a server leaves a descriptor open, whether done, failed or cancelled', async t => {
    const cwd = scratch(t)
    writeFileSync(join(cwd, 'a.jsonl'), JSONL)
    const serving = await servingFiles(
      loadConfig({ flags: { model: STATIC_MODEL, indexes: join(cwd, 'indexes') } }),
      'n',
      [join(cwd, 'a.jsonl')],
    )
    t.after(serving.stop)
    const client = new AnlamClient({ url: serving.url })
    const jobs = {
      upload: async (name: string, content: Uint8Array): Promise<string> => {
        try {
          for await (const { done, error } of client.upload('n', name, new Blob([new Uint8Array(content)])))
            if (done || error) return error?.code ?? 'done'
        } catch (error) {
          return (error as ApiError).code
        }
        return 'nothing'
      },
      mine: async (settings: object, cancel = false): Promise<string> => {
        const { id } = await serving.service.mine('n', {
          topK: 3,
          mutual: false,
          maxPairs: 1000,
          method: 'exact',
          memory: 1 << 28,
          ...settings,
        })
        let state = ''
        for await (const status of client.watchJob(id)) {
          state = status.state
          if (cancel && state === 'running') await client.cancelJob(id)
        }
        return state
      },
    }
    const all = async (open?: Descriptors): Promise<void> => {
      const end = async (what: string, work: Promise<string>, wanted: RegExp): Promise<void> => {
        assert.match(await work, wanted, what)
        await open?.assertUnchanged(what)
      }
      await end('an upload', jobs.upload('a.csv.gz', gzipSync(CSV)), /^done$/)
      await end('a damaged upload', jobs.upload('a.csv.gz', CUT), /^invalid-input$/)
      await end('a damaged archive', jobs.upload('a.zip', Buffer.from('PK')), /^invalid-input$/)
      const controller = new AbortController()
      const body = new Blob([new Uint8Array(CUT), new Uint8Array(8 << 20)])
      const given = (async () => {
        for await (const _ of client.upload('n', 'a.csv', body, { signal: controller.signal }));
      })().catch(() => undefined)
      setTimeout(() => controller.abort(), 30)
      await given
      await open?.assertUnchanged('an upload that was given up')
      await end('exact mining', jobs.mine({}), /^done$/)
      await end('approximate mining', jobs.mine({ method: 'approximate' }), /^done$/)
      await end('mining that fails', jobs.mine({ within: 'yok' }), /^failed$/)
      for (const method of ['exact', 'approximate'])
        await end('mining that is cancelled', jobs.mine({ method }, true), /^(?:cancelled|done)$/)
    }
    await all()
    await new Promise(resolve => setTimeout(resolve, 6000))
    await all(new Descriptors())
  })
})
