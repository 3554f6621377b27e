import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readCorpus } from '../../src/corpus/read.js'
import { segment } from '../../src/corpus/segment.js'
import { ThreadedReader } from '../../src/ingest/threaded-reader.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { threadsFromNow } from '../support/threads.js'

const options = { textField: 'text', idField: 'id', onError: 'fail' } as const

const reader = new ThreadedReader()
after(() => reader.close())

async function all<T>(documents: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const document of documents) found.push(document)
  return found
}

test('a thread reads and cuts as is done here, in order', async () => {
  const paths = [join(PROJECT_ROOT, 'corpus')]
  const here = await all(readCorpus(paths, options))
  assert.ok(here.length > 256, 'more than one answer of the thread')
  const cut = here.map(({ document, repaired, defaultUnit: unit }) => ({
    document,
    repaired,
    unit,
    passages: segment(document, unit),
  }))
  assert.deepEqual(await all(reader.read({ paths, options })), cut)
})

test('errors keep their code and name file and line', async t => {
  const path = join(scratch(t), 'rows.jsonl')
  writeFileSync(path, '{"text":"bir"}\n{"text":\n')
  await assert.rejects(all(reader.read({ paths: [path], options })), {
    code: 'invalid-input',
    message: /rows\.jsonl, line 2/,
  })
  await assert.rejects(all(reader.read({ paths: [`${path}.none`], options })), { code: 'not-found' })
})

test('it ends when its caller gives up, in the middle of a file', async t => {
  const path = join(scratch(t), 'rows.jsonl')
  writeFileSync(path, '{"text":"aşırı öğrenme"}\n'.repeat(200_000))
  const controller = new AbortController()
  let read = 0
  const reading = (async () => {
    for await (const _ of reader.read({ paths: [path], options }, controller.signal))
      if (++read === 1) controller.abort()
  })()
  await assert.rejects(reading, { code: 'cancelled' })
  assert.ok(read < 1000, `${read} documents were read after that`)
})

test('a thread that has read little reads the next files, one that has read much is given up', async t => {
  const folder = scratch(t)
  const [little, much] = [join(folder, 'little.txt'), join(folder, 'much.txt')]
  writeFileSync(little, 'Aşırı öğrenme.')
  writeFileSync(much, 'Bir cümle. '.repeat(100_001))
  const threads = threadsFromNow(t)
  const own = new ThreadedReader()
  for (const path of [little, little, much, little]) await all(own.read({ paths: [path], options }))
  assert.equal(threads.length, 2)
  await Promise.all([1, 2].map(() => all(own.read({ paths: [little], options }))))
  assert.equal(threads.length, 3, 'one waits for nobody, so two readings have two threads')
  await own.close()
})
