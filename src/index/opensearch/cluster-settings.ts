import { readFileSync } from 'node:fs'
import { AnlamError } from '../../errors.js'
import type { ClusterSettings } from './client.js'
import type { VectorKind } from './codes.js'

/** Settings of a cluster as the user gives them: secrets by themselves, or in files. */
export interface GivenSettings {
  urls: readonly string[]
  ca: string | undefined
  username: string | undefined
  password: string | undefined
  passwordFile: string | undefined
  apiKey: string | undefined
  apiKeyFile: string | undefined
  prefix: string
  shards: number
  replicas: number
  vectors: VectorKind
}

/**
 * Reads the files that settings name.
 * @throws AnlamError `not-found` naming a setting whose file is missing; `invalid-input` for a file that cannot be read, and
 *   for a user without a password or the other way round
 */
export function clusterSettings(given: GivenSettings): ClusterSettings {
  const { urls, ca, username, prefix, shards, replicas, vectors } = given
  const apiKey = given.apiKey ?? read(given.apiKeyFile, 'ANLAM_OPENSEARCH_API_KEY_FILE')
  const password = given.password ?? read(given.passwordFile, 'ANLAM_OPENSEARCH_PASSWORD_FILE')
  if (apiKey === undefined && (username === undefined) !== (password === undefined))
    throw new AnlamError(
      'invalid-input',
      'OpenSearch needs ANLAM_OPENSEARCH_USERNAME together with ANLAM_OPENSEARCH_PASSWORD or _PASSWORD_FILE',
    )
  const authority = read(ca, 'ANLAM_OPENSEARCH_CA')
  return {
    urls,
    prefix,
    shards,
    replicas,
    vectors,
    ...(authority === undefined ? {} : { ca: authority }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  }
}

function read(path: string | undefined, setting: string): string | undefined {
  if (path === undefined) return undefined
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'not-found' : 'invalid-input'
    throw new AnlamError(code, `the file ${path} of ${setting} cannot be read; name another`, { cause })
  }
}
