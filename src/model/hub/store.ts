import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../../basics/files.js'
import { AnlamError } from '../../errors.js'
import { COMMIT, type HubModel } from './names.js'

/** Lists a pulled model's files. Written last, so its presence means the pull is complete. */
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

/** Directory of a pulled revision; undefined unless it was pulled completely. */
export function findPulled(models: string, model: HubModel): string | undefined {
  const folder = modelFolder(models, model)
  const commit = COMMIT.test(model.revision) ? model.revision : readRefs(folder)[model.revision]
  const directory = commit === undefined ? undefined : join(folder, commit)
  return directory !== undefined && existsSync(join(directory, RECORD_FILE)) ? directory : undefined
}

/** Records the commit that a branch or tag pointed to when it was last pulled. */
export function rememberRevision(models: string, model: HubModel, commit: string): void {
  const folder = modelFolder(models, model)
  const refs = { ...readRefs(folder), [model.revision]: commit }
  mkdirSync(folder, { recursive: true })
  replaceFile(join(folder, 'refs.json'), `${JSON.stringify(refs, null, 2)}\n`, { shared: true })
}

function readRefs(folder: string): Record<string, string> {
  try {
    const parsed = Refs.safeParse(JSON.parse(readFileSync(join(folder, 'refs.json'), 'utf8')))
    return parsed.success ? parsed.data : {}
  } catch {
    return {}
  }
}

/**
 * @returns undefined if the directory was not pulled
 * @throws AnlamError `corrupt-checkpoint` if its record is damaged
 */
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
