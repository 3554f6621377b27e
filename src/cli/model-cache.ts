import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Models that were pulled into a folder, by their names, and the bytes of all files in it. */
export function cachedModels(folder: string): { models: string[]; bytes: number } {
  if (!existsSync(folder)) return { models: [], bytes: 0 }
  let bytes = 0
  for (const path of readdirSync(folder, { recursive: true }) as string[]) {
    // Files may go meanwhile.
    const info = statSync(join(folder, path), { throwIfNoEntry: false })
    if (info?.isFile()) bytes += info.size
  }
  // The store writes org--name.
  const models = readdirSync(folder).filter(name => name.includes('--'))
  return { models: models.map(name => name.replace('--', '/')).sort(), bytes }
}
