import { createIndex, indexEngine, openIndex } from '../compose.js'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import type { IndexDescription, OpenedIndex, Running } from '../index/engine.js'
import { identityOf } from '../index/identity.js'
import { checkIndexName, checkNewIndexName } from '../index/names.js'
import type { EncoderSpec } from '../model/types.js'
import { type Reporter, SILENT, type Unit } from '../types.js'

/** The index that documents go to. */
export interface Target {
  name: string
  /** Absent for an index that is yet to be made. */
  existing?: IndexDescription
  /** Absent if each format has its own. */
  unit?: Unit
}

/**
 * @param unit that is asked for, if any
 * @throws AnlamError `invalid-input` for a name that is not possible; `incompatible-index` for one with another unit
 */
export async function findTarget(config: Config, index: string, unit?: Unit): Promise<Target> {
  const name = checkIndexName(index)
  const engine = indexEngine(config)
  const existing = await engine.describe(name)
  if (!existing) {
    checkNewIndexName(name, await engine.list())
    return { name, ...(unit ? { unit } : {}) }
  }
  if (unit && existing.unit !== unit) {
    const its = existing.unit ?? "each format's own unit"
    throw new AnlamError('incompatible-index', `index ${name} was made with ${its}, not ${unit}`)
  }
  return { name, existing, ...(existing.unit ? { unit: existing.unit } : {}) }
}

/** Opens an index for writing, or makes it. @throws AnlamError as `IndexEngine.open` and `create` */
export function openTarget(
  config: Config,
  { name, existing, unit }: Target,
  spec: EncoderSpec,
  reporter: Reporter = SILENT,
  running: Running = {},
): Promise<OpenedIndex> {
  if (existing) return openIndex(config, name, 'writer', reporter, running)
  return createIndex(config, name, identityOf({ ...spec, unit }), running)
}
