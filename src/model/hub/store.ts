import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import { COMMIT, type HubModel } from './names.js'

/** Written last into a pulled model: what it consists of. */
export const RECORD_FILE = 'anlam-pull.json'

const RecordSchema = z.strictObject({
  model: z.string(),
  commit: z.string().regex(COMMIT),
  files: z.array(
    z.strictObject({ path: z.string(), size: z.number().int().nonnegative(), sha256: z.string() }),
  ),
})
export type PullRecord = z.infer<typeof RecordSchema>

const Refs = z.record(z.string(), z.string().regex(COMMIT))

/** Folder of all revisions of a model. */
export function modelFolder(models: string, { name }: HubModel): string {
  return join(models, name.replace('/', '--'))
}

/** Where a pulled revision lies; undefined if it has not been pulled whole. */
export function findPulled(models: string, model: HubModel): string | undefined {
  const folder = modelFolder(models, model)
  const commit = COMMIT.test(model.revision) ? model.revision : readRefs(folder)[model.revision]
  const directory = commit === undefined ? undefined : join(folder, commit)
  return directory !== undefined && existsSync(join(directory, RECORD_FILE)) ? directory : undefined
}

/** Remembers which commit a branch or tag stood for when it was last pulled. */
export function rememberRevision(models: string, model: HubModel, commit: string): void {
  const folder = modelFolder(models, model)
  const refs = { ...readRefs(folder), [model.revision]: commit }
  const path = join(folder, 'refs.json')
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${path}.tmp`, `${JSON.stringify(refs, null, 2)}\n`)
  renameSync(`${path}.tmp`, path)
}

function readRefs(folder: string): Record<string, string> {
  try {
    const parsed = Refs.safeParse(JSON.parse(readFileSync(join(folder, 'refs.json'), 'utf8')))
    return parsed.success ? parsed.data : {}
  } catch {
    return {}
  }
}

/** @returns undefined for a directory that was not pulled; throws `corrupt-checkpoint` if its record is damaged */
export function readRecord(directory: string): PullRecord | undefined {
  const path = join(directory, RECORD_FILE)
  if (!existsSync(path)) return undefined
  try {
    return RecordSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new AnlamError(
      'corrupt-checkpoint',
      `${path} is damaged; remove the folder and pull the model again`,
      { cause },
    )
  }
}
