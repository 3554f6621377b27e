import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import { replaceFile } from './files.js'

export const FORMAT_VERSION = 1
export const MANIFEST_FILE = 'manifest.json'

const count = z.number().int().nonnegative()

const Snapshot = z.strictObject({
  generation: z.number().int().positive(),
  file: z.string().regex(/^graph\.\d+\.hnsw$/),
  bytes: count,
  /** Hex SHA-256 of the graph file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Points in the graph that are not deleted. */
  passages: count,
  /** Every passage up to this label, and every removal up to this number, is in the graph. */
  lastLabel: count,
  lastRemoval: count,
})

const Manifest = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  /** The same in the database, so that files of two indexes cannot be mixed. */
  id: z.uuid(),
  model: z.string(),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  dimension: z.number().int().positive(),
  metric: z.literal('cosine'),
  unit: z.enum(['document', 'paragraph', 'sentence']).optional(),
  m: z.number().int().min(2),
  efConstruction: z.number().int().positive(),
  snapshot: Snapshot.nullable(),
  updatedAt: z.iso.datetime(),
})

export type Manifest = z.infer<typeof Manifest>
export type Snapshot = z.infer<typeof Snapshot>

/** @throws AnlamError `not-found` if there is no index, `corrupt-index` if its manifest cannot be understood */
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
  if (typeof format === 'number' && format > FORMAT_VERSION) {
    throw new AnlamError(
      'incompatible-index',
      `index ${name} has format ${format}; this version reads up to ${FORMAT_VERSION}`,
    )
  }
  const parsed = Manifest.safeParse(value)
  if (!parsed.success) {
    throw new AnlamError('corrupt-index', `${path}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`)
  }
  return parsed.data
}

export function writeManifest(directory: string, manifest: Manifest): void {
  replaceFile(join(directory, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`)
}
