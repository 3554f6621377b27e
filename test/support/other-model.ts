import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'

/** Another model than the bundled one: the same but for the last number of its table. @returns its directory */
export function otherModel(folder: string): string {
  const directory = join(folder, 'other')
  cpSync(modelDirectory(loadConfig(), STATIC_MODEL), directory, { recursive: true })
  const path = join(directory, '0_StaticEmbedding', 'model.safetensors')
  const weights = readFileSync(path)
  weights[weights.length - 4]! ^= 1
  writeFileSync(path, weights)
  return directory
}
