import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { languageOf } from '../../src/messages/language.js'
import { fixed, say } from '../../src/messages/said.js'
import { Speech, speechOf } from '../../src/messages/speech.js'
import { runHere } from '../support/in-process.js'
import { scratch } from '../support/scratch.js'

test('the language is that of --lang, else of the first of LC_ALL, LC_MESSAGES and LANG that is set', () => {
  assert.equal(languageOf([], {}), 'en')
  assert.equal(languageOf([], { LANG: 'tr_TR.UTF-8' }), 'tr')
  assert.equal(languageOf([], { LANG: 'tr_TR.UTF-8', LC_MESSAGES: 'en_US.UTF-8' }), 'en')
  assert.equal(languageOf([], { LANG: 'en_US', LC_MESSAGES: 'en_US', LC_ALL: 'tr' }), 'tr')
  assert.equal(languageOf([], { LC_ALL: '', LANG: 'tr_CY' }), 'tr')
  assert.equal(languageOf([], { LANG: 'C' }), 'en')
  assert.equal(languageOf([], { LANG: 'trv_TW' }), 'en', 'another language')
  assert.equal(languageOf(['search', 'x', '--lang', 'en'], { LANG: 'tr' }), 'en')
  assert.equal(languageOf(['--lang=tr'], {}), 'tr')
  assert.equal(languageOf(['search', '--', '--lang', 'tr'], {}), 'en')
})

test('numbers are written as the language writes them, and texts of users stay as they are', async () => {
  const tr = await speechOf('tr')
  const done = say`${'notlar {0} çok'}: ${12345} documents, ${1} passages in ${fixed(1.25, 1)} s `
  assert.equal(new Speech('en').text(done), 'notlar {0} çok: 12345 documents, 1 passages in 1.3 s ')
  assert.equal(tr.text(done), 'notlar {0} çok: 12.345 belge, 1 parça, 1,3 sn ')
  assert.equal(tr.text('12345.5 documents'), '12345.5 documents')
  assert.equal(tr.text(say`${fixed(0.5, 4)}`), '0,5000')
})

test('errors are recognised, with those that they hold and values with the same signs', async () => {
  const tr = await speechOf('tr')
  assert.equal(
    tr.message('stdin, line 3: the query has 20000 characters; 10000 are allowed'),
    'standart girdi, 3. satır: sorgu 20.000 karakter; en çok 10.000 olabilir',
  )
  assert.equal(
    tr.message('/a: b/c.jsonl, line 7: not JSON (x); --on-error skip would continue'),
    '/a: b/c.jsonl, 7. satır: JSON değil (x); --on-error skip bunu atlayıp sürdürür',
  )
  assert.equal(tr.message('cancelled'), 'vazgeçildi')
  assert.equal(tr.message('there is no index cancelled'), 'cancelled adında bir dizin yok')
  assert.equal(tr.message('libfoo: unknown'), undefined)
  assert.equal(tr.error('unavailable', 'libfoo: unknown'), 'bu şu an yapılamıyor (libfoo: unknown)')
})

test('a long message that is not recognised is given up: the ways to cut it are not all tried', async () => {
  const tr = await speechOf('tr')
  const words = Array.from({ length: 60 }, (_, i) => `word${i}`)
  assert.equal(tr.message(words.join(' ')), undefined)
  assert.equal(tr.message(`a.txt: ${words.join('; ')}, ${words.join(': ')}`), undefined)
  assert.equal(
    tr.message(`cannot read ${words.join(' ')}: the disk is full`),
    `okunamıyor: ${words.join(' ')}: disk dolu`,
  )
})

test('a command line speaks Turkish, and its JSON does not', async t => {
  const args = ['list', '--indexes', scratch(t)]
  const turkish = { LC_ALL: 'tr_TR.UTF-8' }
  assert.match((await runHere(args, turkish)).stdout, /içinde dizin yok; `anlam index YOL` kurar\n$/)
  assert.match((await runHere([...args, '--lang', 'en'], turkish)).stdout, /^no index in/)
  const missing = ['index', join(scratch(t), 'yok'), '--lang', 'tr']
  const failed = await runHere(missing)
  assert.match(failed.stderr, /^hata: okunamıyor: .*yok: böyle bir dosya ya da klasör yok \(not-found\)\n$/)
  const json = await runHere([...missing, '--json'])
  assert.equal(json.code, failed.code)
  assert.match(JSON.parse(json.stderr).error.message, /^cannot read .*yok: there is no such file or folder$/)
  const help = (await runHere(['search', '--help', '--lang', 'tr'])).stdout.replaceAll(/\s+/g, ' ')
  assert.match(help, /^Kullanım: anlam search \[seçenekler\] <query> /)
  assert.match(help, /\(değerler: "semantic", "lexical", "hybrid"\)/)
  assert.match(help, / Örnekler: anlam search /)
  const wrong = await runHere(['serch', '--lang', 'tr'])
  assert.match(wrong.stderr, /^hata: bilinmeyen komut 'serch'\n\(search mi demek istediniz\?\)\n/)
})
