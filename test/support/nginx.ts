import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { scratch } from './scratch.js'

/** Path of Debian's nginx. */
const NGINX = '/usr/sbin/nginx'

/** Reason to skip a test that needs nginx; false if there is one. */
export const unlessNginx = existsSync(NGINX) ? false : `no nginx here: ${NGINX} (Debian: nginx)`

/**
 * Runs nginx until the test ends.
 * @param locations `location` blocks of its only server
 * @returns its URL
 */
export async function startNginx(t: TestContext, locations: string): Promise<string> {
  const folder = scratch(t)
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map(name => `${name}_temp_path ${join(folder, name)};`)
    .join('\n    ')
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off;
pid ${join(folder, 'pid')};
error_log stderr;
worker_processes 1;
events {}
http {
    access_log off;
    ${temporary}
    server {
        listen 127.0.0.1:${port};
${locations}
    }
}
`,
  )
  const child = spawn(NGINX, ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')])
  let messages = ''
  child.stderr.on('data', chunk => (messages += chunk))
  const ended = once(child, 'close')
  t.after(async () => {
    child.kill('SIGQUIT')
    await ended
  })
  const url = `http://127.0.0.1:${port}`
  while (child.exitCode === null) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return url
    await pause(50)
  }
  throw new Error(`nginx ended: ${messages}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
