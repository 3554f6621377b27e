import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EXIT_CODES } from '../../src/cli/exit.js'
import { withTable } from '../support/cli.js'
import { scratch } from '../support/scratch.js'

const { anlam, start } = withTable

async function line(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  let seen = ''
  for await (const chunk of child.stdout!) {
    seen += chunk
    const match = pattern.exec(seen)
    if (match) return match
  }
  throw new Error(`the process ended after printing ${JSON.stringify(seen)}`)
}

test('serve answers, refuses a second server on its port, and ends cleanly on SIGTERM', async t => {
  const cwd = scratch(t)
  writeFileSync(join(cwd, 'a.jsonl'), '{"id":"a","text":"Derin öğrenme katmanlardan oluşur."}')
  assert.equal((await anlam(['index', 'a.jsonl'], { cwd })).code, 0)
  const server = start(['serve', '--port', '0', '--log-level', 'silent'], { cwd })
  const [, url] = await line(server, /at (http:\S+)/)
  const response = await fetch(`${url}/v1/search`, { method: 'POST', body: '{"query":"derin öğrenme"}' })
  const { hits } = (await response.json()) as { hits: { id: string }[] }
  assert.equal(hits[0]!.id, 'a')
  const second = await anlam(['serve', '--port', new URL(url!).port], { cwd })
  assert.equal(second.code, EXIT_CODES.unavailable)
  assert.match(second.stderr, /in use/)
  server.kill('SIGTERM')
  assert.deepEqual(await once(server, 'close'), [0, null])
})

test('a second signal of either kind ends serve at once; acknowledged documents are durable', async t => {
  const cwd = scratch(t)
  writeFileSync(join(cwd, 'a.jsonl'), '{"id":"a","text":"Derin öğrenme katmanlardan oluşur."}')
  assert.equal((await anlam(['index', 'a.jsonl'], { cwd })).code, 0)
  const server = start(['serve', '--port', '0', '--log-level', 'silent'], { cwd })
  t.after(() => server.kill('SIGKILL'))
  const [, url] = await line(server, /at (http:\S+)/)
  // A body without end: the first signal waits for it.
  let answered = (): void => undefined
  const first = new Promise<void>(resolve => {
    answered = resolve
  })
  const body = new ReadableStream({
    async start(controller) {
      const rows = Array.from({ length: 256 }, (_, i) => `{"id":"d${i}","text":"cümle ${i}"}\n`)
      controller.enqueue(new TextEncoder().encode(rows.join('')))
    },
  })
  const writing = fetch(`${url}/v1/indexes/default/documents`, {
    method: 'POST',
    body,
    duplex: 'half',
  } as RequestInit)
    .then(async response => {
      let text = ''
      for await (const chunk of response.body!) {
        text += Buffer.from(chunk).toString()
        if (text.split('"indexed"').length > 256) answered()
      }
    })
    .catch(() => undefined)
  await first
  server.kill('SIGINT')
  while (
    await fetch(`${url}/livez`).then(
      () => true,
      () => false,
    )
  );
  server.kill('SIGTERM')
  const [code, signal] = await once(server, 'close')
  assert.deepEqual([code, signal], [null, 'SIGTERM'])
  await writing
  const { documents } = JSON.parse((await anlam(['stats', '--json'], { cwd })).stdout)
  assert.equal(documents, 257)
})

test('the demo indexes the bundled corpus once, and shows three searches that make sense', async t => {
  const cwd = scratch(t)
  const first = await anlam(['demo', '--no-serve'], { cwd })
  assert.equal(first.code, 0, first.stderr)
  assert.match(first.stdout, /index demo: 1020 passages in/)
  assert.equal(first.stdout.match(/^\s+1 {2}0\.\d{4}/gm)?.length, 3)
  const second = await anlam(['demo', '--no-serve'], { cwd })
  assert.match(second.stdout, /nothing to do/)
})

test('SIGINT while indexing exits with its own code, and committed documents are durable', async t => {
  const cwd = scratch(t)
  const rows = Array.from({ length: 60_000 }, (_, i) =>
    JSON.stringify({ id: `${i}`, text: `cümle ${i} eğitim verisi üzerine ${i * 7}` }),
  )
  writeFileSync(join(cwd, 'a.jsonl'), rows.join('\n'))
  const child = start(['index', 'a.jsonl', '--json'], { cwd })
  const ended = once(child, 'close')
  const stats = async () => anlam(['stats', '--json'], { cwd })
  for (
    let run = await stats();
    run.code !== 0 || JSON.parse(run.stdout).documents === 0;
    run = await stats()
  );
  child.kill('SIGINT')
  assert.deepEqual(await ended, [EXIT_CODES.cancelled, null])
  const { documents, passages } = JSON.parse((await stats()).stdout)
  assert.equal(documents, passages)
  assert.ok(documents > 0 && documents < 60_000, `${documents} documents`)
})
