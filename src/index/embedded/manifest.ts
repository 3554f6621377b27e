import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../../basics/files.js'
import { describeIssues } from '../../basics/issues.js'
import { AnlamError } from '../../errors.js'
import { identityOf } from '../identity.js'

/** 2: checksums of rows and manifest, and the number of acknowledged writes. */
export const FORMAT_VERSION = 2
export const MANIFEST_FILE = 'manifest.json'

const count = z.number().int().nonnegative()

const Snapshot = z.strictObject({
  generation: z.number().int().positive(),
  file: z.string().regex(/^graph\.\d+\.hnsw$/),
  bytes: count,
  /** Hex SHA-256 of the graph file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Points in the graph that are not removed. */
  passages: count,
  /** The graph contains every passage up to this label and every removal up to this number. */
  lastLabel: count,
  lastRemoval: count,
  /** The graph was built without the passages removed up to this number. */
  compactedTo: count,
})

const Manifest = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  /** Also in the database, so that files of two indexes cannot be mixed. */
  id: z.uuid(),
  model: z.string(),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  dimension: z.number().int().positive(),
  metric: z.literal('cosine'),
  unit: z.enum(['document', 'paragraph', 'sentence']).optional(),
  prompts: z.strictObject({ query: z.string(), document: z.string() }).optional(),
  m: z.number().int().min(2),
  efConstruction: z.number().int().positive(),
  snapshot: Snapshot.nullable(),
  updatedAt: z.iso.datetime(),
})

const Written = Manifest.extend({ sha256: z.string() })

export type Manifest = z.infer<typeof Manifest>
export type Snapshot = z.infer<typeof Snapshot>

/**
 * @throws AnlamError `not-found` if there is no index, `corrupt-index` if its manifest is invalid or damaged,
 *   `incompatible-index` for another format
 */
export function readManifest(directory: string, name: string): Manifest {
  const path = join(directory, MANIFEST_FILE)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    throw new AnlamError(
      'not-found',
      `there is no index ${name}; \`anlam index PATH --index ${name}\` makes one`,
    )
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new AnlamError('corrupt-index', `${path} is not JSON`, { cause })
  }
  const format = (value as { format?: unknown } | null)?.format
  if (typeof format === 'number' && format !== FORMAT_VERSION) {
    const way = format > FORMAT_VERSION ? 'use a newer version' : 'index the texts again, into another name'
    throw new AnlamError(
      'incompatible-index',
      `index ${name} has format ${format}, this version of anlam reads ${FORMAT_VERSION}: ${way}`,
    )
  }
  const parsed = Written.safeParse(value)
  if (!parsed.success) {
    throw new AnlamError('corrupt-index', `${path}: ${describeIssues(parsed.error)}`)
  }
  const { sha256: _, ...manifest } = parsed.data
  if (text !== serialize(manifest))
    throw new AnlamError('corrupt-index', `${path} is damaged: it is not what was written`)
  return manifest
}

export function writeManifest(directory: string, manifest: Manifest): void {
  replaceFile(join(directory, MANIFEST_FILE), serialize(manifest))
}

/** Adds a SHA-256 of all other fields. A file is intact if serialising its fields again gives the same bytes. */
function serialize(manifest: Manifest): string {
  // Parsing orders the keys as in the schema.
  const ordered = Manifest.parse(manifest)
  const sha256 = createHash('sha256').update(JSON.stringify(ordered)).digest('hex')
  return `${JSON.stringify({ ...ordered, sha256 }, null, 2)}\n`
}

const Identity = Manifest.pick({
  model: true,
  fingerprint: true,
  dimension: true,
  unit: true,
  prompts: true,
  m: true,
  efConstruction: true,
})
type Identity = z.infer<typeof Identity>

/** The identity kept in the database, from which a lost manifest can be rebuilt. */
export function identityJson(identity: Identity): string {
  const { model, fingerprint, dimension, unit, prompts, m, efConstruction } = identity
  return JSON.stringify({ model, fingerprint, dimension, unit, prompts, m, efConstruction })
}

/** @throws if it is not the output of `identityJson` */
export function parseIdentity(json: string): Identity {
  return Identity.parse(JSON.parse(json))
}

/** The manifest of an index without a snapshot. An identity may have other fields besides, as an encoder's spec has. */
export function newManifest(id: string, { m, efConstruction, ...identity }: Identity): Manifest {
  return {
    format: FORMAT_VERSION,
    id,
    ...identityOf(identity),
    m,
    efConstruction,
    metric: 'cosine',
    snapshot: null,
    updatedAt: new Date().toISOString(),
  }
}
