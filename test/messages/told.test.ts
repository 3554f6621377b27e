import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import Database from 'better-sqlite3'
import { readCorpus } from '../../src/corpus/read.js'
import { speechOf } from '../../src/messages/speech.js'
import { runHere } from '../support/in-process.js'
import { scratch } from '../support/scratch.js'

/** Words that English sentences have and no Turkish one; names of files and fields in these tests have none of them. */
const ENGLISH =
  /(?<![\p{L}-])(?:the|is|are|was|were|of|it|its|has|have|not|no|and|with|as|from|for|by|to|passages|documents|writes|damaged|missing)(?![\p{L}-])/iu

function assertTurkish(text: string): void {
  for (const line of text.split('\n')) assert.doesNotMatch(line, ENGLISH)
}

/** Files that are damaged, of no known format, or only partly what they seem. */
const FAULTY: Readonly<Record<string, string | Buffer>> = {
  'bilinmeyen.bin': 'x',
  'bolum.tex':
    '\\documentclass{article}\\begin{document}\\input{b1}\\input{b2} Öğrenme hızı küçük seçilir.\\end{document}',
  'bos.txt': '',
  'eski.doc': 'x',
  'gorsel.png': 'x',
  'hasarli.docx': 'PK bozuk',
  'hasarli.jsonl.gz': 'gzip değil',
  'hasarli.rtf': 'rtf değil',
  'kesik.json': '[{"text": "bir metin"}, {"text"',
  'metinsiz.csv': 'x,y\nbir iki üç dört,beş altı yedi sekiz\non iki üç dört,on altı yedi sekiz\n',
  'nesne.json': '{"satirlar": [{"text": "bir metin daha"}], "bilgi": [1]}',
  'satir.jsonl':
    '{"text":"ilk metin"}\nbozuk\n{"text":""}\n{"id":"a","text":"b"}\n{"id":"a","text":"c"}\n[1]\n{"x":1}\n',
  'tablo.csv': 'no,text\n1,birinci metin\n2\n3,a,b,c\n4,"kapalı" değil\n5,son metin\n',
  'cift.csv': 'text,text\nbir,iki\n',
}

test('why rows and files are skipped, and what is doubtful in others, is told in Turkish', async t => {
  const folder = scratch(t)
  for (const [name, content] of Object.entries(FAULTY)) writeFileSync(join(folder, name), content)
  const speech = await speechOf('tr')
  const told: string[] = []
  const read = readCorpus([folder], {
    textField: 'text',
    idField: 'id',
    onError: 'skip',
    onSkip: what => void told.push(what),
    onFile: ({ path, warnings }) => void told.push(...warnings.map(warning => `${path}: ${warning}`)),
  })
  for await (const _ of read);
  for (const name of Object.keys(FAULTY))
    assert.ok(
      told.some(each => each.includes(name)),
      `${name} is told of`,
    )
  for (const each of told) assertTurkish(speech.message(each) ?? each)
})

test('what is found in an index, and what repairs it, is told in Turkish', async t => {
  const root = scratch(t)
  const folder = join(root, 'ders')
  mkdirSync(folder)
  writeFileSync(join(folder, 'a.jsonl'), '{"text":"öğrenme hızı"}\n{"text":"aşırı öğrenme"}\n')
  const run = async (...args: string[]): Promise<string> => {
    const { stdout, stderr } = await runHere([...args, '--indexes', root, '--index', 'n', '--lang', 'tr'])
    return (stdout + stderr).replaceAll(root, '')
  }
  assertTurkish(await run('index', folder))
  const whole = await run('verify', '--deep')
  assert.match(whole, /^iyi {3}bildirge .*\n(?:iyi .*\n){14}$/)
  assertTurkish(whole)
  const database = new Database(join(root, 'n', 'store.sqlite'))
  database.exec('UPDATE passages SET text = text || 1 WHERE label = 1')
  database.close()
  const graph = readdirSync(join(root, 'n')).find(name => name.endsWith('.hnsw'))!
  const bytes = readFileSync(join(root, 'n', graph))
  bytes[200]! ^= 1
  writeFileSync(join(root, 'n', graph), bytes)
  const damaged = await run('verify')
  assert.match(damaged, /^HATA {2}parça .*\n/m)
  assert.match(damaged, /^HATA {2}çizge .*\n/m)
  assertTurkish(damaged)
  const repaired = await run('repair')
  assert.match(repaired, /^yapılan /m)
  assertTurkish(repaired)
  rmSync(join(root, 'n', 'manifest.json'))
  assertTurkish(await run('verify'))
  assertTurkish(await run('repair'))
})

test('a command of another name is known by it, and one that nobody knows points to the help', async () => {
  const of = async (...args: string[]): Promise<string> => (await runHere(args)).stderr
  assert.equal(await of('ara', 'x'), "error: unknown command 'ara'\n(Did you mean search?)\n")
  assert.equal(await of('SİL'), "error: unknown command 'SİL'\n(Did you mean delete?)\n")
  assert.equal(await of('serch'), "error: unknown command 'serch'\n(Did you mean search?)\n")
  assert.equal(await of('xyzq'), "error: unknown command 'xyzq'\n(`anlam --help` lists the commands)\n")
  assert.equal(
    await of('model', 'xyzq', '--lang', 'tr'),
    "hata: bilinmeyen komut 'xyzq'\n(komutları `anlam model --help` sıralar)\n",
  )
  assert.match(await of('ara', '--lang', 'tr'), /\n\(search mi demek istediniz\?\)\n$/)
})

test('shells describe commands and options in Turkish, and complete the same names', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const turkish = (await runHere(['completion', shell, '--lang', 'tr'])).stdout
    const english = (await runHere(['completion', shell])).stdout
    const linesOf = (script: string): number => script.split('\n').length
    assert.equal(linesOf(turkish), linesOf(english), shell)
    if (shell === 'bash') assert.equal(turkish, english)
    else assert.match(turkish, /bir dizinde anlama, yazılışa ya da ikisine göre arar/)
  }
})
