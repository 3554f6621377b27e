import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { ANLAM } from './support/cli.js'
import { scratch } from './support/scratch.js'
import { PROJECT_ROOT } from './support/shared.js'

/** By the locale that they are read in. The first page of each makes what the others use. */
const PAGES = {
  'C.UTF-8': [
    'README.md',
    ...readdirSync(join(PROJECT_ROOT, 'docs'))
      .filter(name => name.endsWith('.md'))
      .map(name => `docs/${name}`),
  ],
  'tr_TR.UTF-8': ['README.tr.md'],
}

/** A command of a page, and what the page says that it prints. */
interface Shown {
  command: string
  printed: string[]
}

/** Blocks that say `console` hold commands after `$ `, and what each of them prints. */
function shownBy(page: string): Shown[] {
  const text = readFileSync(join(PROJECT_ROOT, page), 'utf8')
  const blocks = [...text.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block]) => block!)
  return blocks.flatMap(block =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map(part => {
        const [command, ...printed] = part.trimEnd().split('\n')
        return { command: command!, printed }
      }),
  )
}

for (const [locale, pages] of Object.entries(PAGES))
  test(`what pages for ${locale} show in a console is what happens`, async t => {
    const folder = scratch(t)
    mkdirSync(join(folder, 'bin'))
    writeFileSync(join(folder, 'bin', 'anlam'), `#!/bin/sh\nexec '${process.execPath}' '${ANLAM}' "$@"\n`, {
      mode: 0o755,
    })
    symlinkSync(join(PROJECT_ROOT, 'corpus'), join(folder, 'corpus'))
    const env = {
      ...process.env,
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      ANLAM_PORT: '0',
      LC_ALL: locale,
    }
    const servers: ChildProcess[] = []
    t.after(() => Promise.all(servers.map(server => server.kill() && once(server, 'close'))))
    /** Of the server that was started last. */
    let port = ''

    const linesOf = async (command: string): Promise<string[]> => {
      const options = { cwd: folder, env }
      if (!command.endsWith('&')) {
        const { stdout } = await promisify(execFile)(
          'bash',
          ['-c', command.replaceAll(':7700', `:${port}`)],
          options,
        )
        return stdout.trimEnd().split('\n')
      }
      const server = spawn('bash', ['-c', `exec ${command.slice(0, -1)}`], {
        ...options,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      servers.push(server)
      for await (const line of createInterface(server.stdout)) {
        port = /:(\d+)$/.exec(line)?.[1] ?? ''
        return [line]
      }
      return []
    }

    const done = new Set<string>()
    for (const page of pages)
      for (const { command, printed } of shownBy(page)) {
        const what = [command, ...printed].join('\n')
        if (done.has(what)) continue
        done.add(what)
        await t.test(`${page}: ${command}`, async () => {
          const lines = await linesOf(command)
          const text = lines.join('\n')
          assert.equal(lines.length, printed.length, text)
          for (const [i, line] of printed.entries()) assert.match(lines[i]!, patternOf(line), text)
        })
      }
  })

/** A line as a page shows it: times and ports differ, long numbers in their last digits, and `…` stands for anything. */
function patternOf(line: string): RegExp {
  const source = line
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\d+(\\\.|,)\d (sn?)\b/g, '\\d+$1\\d $2')
    .replaceAll(/[\d.\\]+\/(sn?)\b/g, '[\\d.]+/$1')
    .replaceAll(/(\d\\\.\d{5})\d+/g, '$1\\d*')
    .replaceAll(':7700', ':\\d+')
    .replaceAll('…', '.*')
  return new RegExp(`^${source}$`)
}
