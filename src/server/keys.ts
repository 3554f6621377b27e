import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { lstatSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile, syncDirectory } from '../basics/files.js'
import { withFileLock } from '../basics/lock.js'
import { ownFiles } from '../compose.js'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import { SCOPES, type Scope } from './scopes.js'

const KEYS_FILE = 'keys.json'
const LOCK_FILE = 'keys.lock'
const OWNER_ONLY = 0o600
const PREFIX = 'anlam_'
const SECRET_BYTES = 32

const StoredKey = z.object({
  name: z.string().min(1),
  scope: z.enum(SCOPES),
  /** SHA-256 of the key in hex. A key has 256 random bits, so its hash gives nothing away. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  created: z.string(),
})
const StoredKeys = z.strictObject({ version: z.literal(2), keys: z.array(StoredKey) })

/** A key as stored: its hash instead of its text. */
export type StoredKey = z.infer<typeof StoredKey>

export interface Keys {
  /** Whether there is a key file. Once there has been a key, one is needed, even if all have been removed. */
  needed: boolean
  keys: readonly StoredKey[]
}

export function keysFile(config: Config): string {
  return join(ownFiles(config).folder, KEYS_FILE)
}

/** Where version 0.1 kept keys: among the indexes, where an index could have the same name. */
export function formerKeysFile(config: Config): string {
  return join(ownFiles(config).formerFolder, KEYS_FILE)
}

/** @throws AnlamError `invalid-input` if a key file is damaged or unreadable: no request may be accepted then */
export function readKeys(config: Config): Keys {
  const own = read(keysFile(config), StoredKeys)?.keys
  const former = readFormer(config)
  const known = own ?? []
  return {
    needed: own !== undefined || former !== undefined,
    keys: [...known, ...(former ?? []).filter(key => !known.some(({ name }) => name === key.name))],
  }
}

/**
 * Makes a key. Only its hash is stored, so the key cannot be shown again.
 * @throws AnlamError `already-exists`, `invalid-input` if the key file is damaged, `storage-full`
 */
export function addKey(config: Config, name: string, scope: Scope): string {
  const key = PREFIX + randomBytes(SECRET_BYTES).toString('base64url')
  changeKeys(config, keys => {
    if (keys.some(known => known.name === name))
      throw new AnlamError('already-exists', `there is a key ${name}`)
    return [...keys, { name, scope, sha256: hashOf(key).toString('hex'), created: new Date().toISOString() }]
  })
  return key
}

/**
 * Removes a key. Requests need a key even after the last one is removed.
 * @throws AnlamError `not-found`
 */
export function removeKey(config: Config, name: string): void {
  const refuse = (keys: readonly StoredKey[]): void => {
    if (!keys.some(key => key.name === name)) throw new AnlamError('not-found', `there is no key ${name}`)
  }
  // Checked before locking, too: if there are no keys, nothing is written.
  refuse(readKeys(config).keys)
  changeKeys(config, keys => {
    refuse(keys)
    return keys.filter(key => key.name !== name)
  })
}

/** The stored key that matches the one sent. All are compared, each in constant time. */
export function findKey(keys: readonly StoredKey[], sent: string): StoredKey | undefined {
  const hash = hashOf(sent)
  let found: StoredKey | undefined
  for (const key of keys) if (timingSafeEqual(hash, Buffer.from(key.sha256, 'hex'))) found = key
  return found
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/** Reads, changes and writes the keys under a lock between processes. Durable when it returns. */
function changeKeys(config: Config, change: (keys: readonly StoredKey[]) => readonly StoredKey[]): void {
  const { folder, make, formerFolder } = ownFiles(config)
  // If a power cut lost the folder, the server would no longer know that a key is needed.
  make()
  withFileLock(join(folder, LOCK_FILE), () => {
    const before = readKeys(config)
    const after = change(before.keys)
    if (readFormer(config)) {
      // Moved first, so that a crash at any point cannot bring a removed key back from the former file.
      write(config, before.keys)
      rmSync(formerKeysFile(config))
      syncDirectory(formerFolder)
    }
    write(config, after)
  })
}

function write(config: Config, keys: readonly StoredKey[]): void {
  replaceFile(keysFile(config), `${JSON.stringify({ version: 2, keys }, null, 2)}\n`, { mode: OWNER_ONLY })
}

function readFormer(config: Config): StoredKey[] | undefined {
  // A folder of that name is an index.
  if (find(formerKeysFile(config))?.isDirectory()) return undefined
  return read(formerKeysFile(config), z.array(StoredKey))
}

/** @returns undefined only if there is no file; an unreadable one is an error, as no request may be accepted then */
function read<T>(path: string, schema: z.ZodType<T>): T | undefined {
  if (!find(path)) return undefined
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw damaged(path, cause)
  }
}

function find(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (cause) {
    throw damaged(path, cause)
  }
}

function damaged(path: string, cause: unknown): AnlamError {
  return new AnlamError(
    'invalid-input',
    `${path} is damaged or cannot be read, so no request is accepted; restore it, or remove it and make new keys`,
    { cause },
  )
}
