import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { validate } from 'dockerfile-utils'
import { parse } from 'yaml'
import { loadConfig } from '../src/config.js'
import { PROJECT_ROOT } from './support/shared.js'

const read = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8')
const dockerfile = read('Dockerfile')
/** What the last stage says, by instruction. */
const said = (instruction: string): string[] =>
  [
    ...dockerfile.slice(dockerfile.lastIndexOf('FROM')).matchAll(new RegExp(`^${instruction} (.+)$`, 'gm')),
  ].map(([, rest]) => rest!)

test('the Dockerfile is one, and its linter finds nothing', () => {
  assert.deepEqual(validate(dockerfile), [])
})

test('what the image copies and starts is there after a build, and its settings are settings', () => {
  const copied = said('COPY').flatMap(line => line.split(' ').slice(1, -1))
  for (const path of copied) assert.ok(existsSync(join(PROJECT_ROOT, path.replace('/anlam/', ''))), path)
  const [, script] = JSON.parse(said('CMD')[0]!) as string[]
  assert.ok(
    copied.some(path => `/anlam/${script}`.startsWith(path)),
    script,
  )
  const names = said('ENV')[0]!
    .split(' ')
    .flatMap(setting => /^ANLAM_([A-Z]+)=/.exec(setting)?.[1] ?? [])
  for (const name of names) assert.ok(name.toLowerCase() in loadConfig(), name)
})

test('the image holds everything that the package does', () => {
  const { files } = JSON.parse(read('package.json')) as { files: string[] }
  const copied = said('COPY')
    .flatMap(line => line.split(' ').slice(1, -1))
    .map(path => path.replace('/anlam/', ''))
  for (const file of files.filter(path => !path.startsWith('!')))
    assert.ok(
      copied.some(path => file.startsWith(path)),
      file,
    )
})

test('the compose file publishes the port and keeps the folder that the image names', () => {
  const { services, volumes } = parse(read('compose.yaml')) as {
    services: Record<string, { build: string; ports: string[]; volumes: string[] }>
    volumes: Record<string, unknown>
  }
  const { anlam } = services
  assert.ok(anlam)
  const port = said('EXPOSE')[0]
  assert.ok(
    anlam.ports.every(published => published.startsWith('127.0.0.1:') && published.endsWith(`:${port}`)),
  )
  const [kept] = anlam.volumes.map(volume => volume.split(':'))
  assert.deepEqual(kept, [Object.keys(volumes)[0], said('VOLUME')[0]])
})
