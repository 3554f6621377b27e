import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Config } from './config.js'
import { AnlamError } from './errors.js'

/** What a key may do; each includes those before it. */
export const SCOPES = ['read', 'write', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

const KEYS_FILE = 'keys.json'
const PREFIX = 'anlam_'
const SECRET_BYTES = 32

const StoredKey = z.object({
  name: z.string().min(1),
  scope: z.enum(SCOPES),
  /** Hex SHA-256 of the key; of 256 random bits nothing can be guessed from it. */
  sha256: z.string().length(64),
  created: z.string(),
})

/** What is kept of a key. */
export type StoredKey = z.infer<typeof StoredKey>

export function keysFile(config: Config): string {
  return join(config.indexes, KEYS_FILE)
}

/** @throws AnlamError `invalid-input` if the file of keys is damaged: without it nobody may be let in */
export function readKeys(config: Config): StoredKey[] {
  const path = keysFile(config)
  if (!existsSync(path)) return []
  try {
    return z.array(StoredKey).parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new AnlamError('invalid-input', `${path} is damaged; remove it and make new keys`, { cause })
  }
}

/**
 * Makes a key. Only its hash is kept: it cannot be shown again.
 * @throws AnlamError `already-exists`
 */
export function addKey(config: Config, name: string, scope: Scope): string {
  const keys = readKeys(config)
  if (keys.some(key => key.name === name)) throw new AnlamError('already-exists', `there is a key ${name}`)
  const key = PREFIX + randomBytes(SECRET_BYTES).toString('base64url')
  writeKeys(config, [
    ...keys,
    { name, scope, sha256: hashOf(key).toString('hex'), created: new Date().toISOString() },
  ])
  return key
}

/** @throws AnlamError `not-found` */
export function removeKey(config: Config, name: string): void {
  const keys = readKeys(config)
  if (!keys.some(key => key.name === name)) throw new AnlamError('not-found', `there is no key ${name}`)
  writeKeys(
    config,
    keys.filter(key => key.name !== name),
  )
}

/** The key that was sent, if it is one of those; all are compared, each in constant time. */
export function findKey(keys: readonly StoredKey[], sent: string): StoredKey | undefined {
  const hash = hashOf(sent)
  let found: StoredKey | undefined
  for (const key of keys) if (timingSafeEqual(hash, Buffer.from(key.sha256, 'hex'))) found = key
  return found
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

function writeKeys(config: Config, keys: readonly StoredKey[]): void {
  mkdirSync(config.indexes, { recursive: true })
  const path = keysFile(config)
  writeFileSync(`${path}.tmp`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(`${path}.tmp`, path)
}
