import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { parseJson } from '../../src/basics/json.js'
import { BadLine, jsonLines, readRows } from '../../src/basics/json-rows.js'
import { AnlamError } from '../../src/errors.js'
import { scratch } from '../support/scratch.js'

const Row = z.object({ text: z.string() })

async function* of(text: string): AsyncGenerator<string> {
  yield text
}

function file(t: TestContext, content: string): string {
  const path = join(scratch(t), 'rows.jsonl')
  writeFileSync(path, content)
  return path
}

test('blank lines are skipped but counted, and an invalid line does not end the reading', async () => {
  const read: unknown[] = []
  for await (const line of jsonLines(
    of('\ufeff{"a":1}\n\n[2]\n{"a":\n"too long for it"\r\n3'),
    parseJson,
    12,
  ))
    read.push(line instanceof BadLine ? `${line.line}: ${line.reason.split(' (')[0]}` : line)
  assert.deepEqual(read, [
    { line: 1, value: { a: 1 } },
    { line: 3, value: [2] },
    '4: not JSON',
    '5: the line is longer than 12 characters',
    { line: 6, value: 3 },
  ])
})

test('the message of a custom parser is the reason, without "not JSON" before it', async () => {
  const parse = (): never => {
    throw new AnlamError('invalid-input', 'nested too deeply')
  }
  for await (const line of jsonLines(of('1'), parse))
    assert.deepEqual(line, new BadLine(1, 'nested too deeply'))
})

test('the error of any invalid row names file and line', async t => {
  for (const [bad, reason] of [
    ['{"text":', /^not JSON \(/],
    ['{"text":1}', /^text: /],
  ] as const) {
    const path = file(t, `{"text":"bir"}\n\n${bad}\n`)
    await assert.rejects(readRows(path, Row), (error: unknown) => {
      assert.ok(error instanceof AnlamError && error.code === 'invalid-input')
      const [where, what] = [`${path}, line 3: `, error.message]
      return what.startsWith(where) && reason.test(what.slice(where.length))
    })
  }
  assert.deepEqual(await readRows(file(t, '{"text":"bir"}\n{"text":"iki","n":2}'), Row), [
    { text: 'bir' },
    { text: 'iki' },
  ])
  await assert.rejects(readRows(join(scratch(t), 'none.jsonl'), Row), { code: 'not-found' })
})
