import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { replaceFile } from '../basics/files.js'
import type { Config } from '../config.js'
import type { RelevanceModel } from './relevance.js'

const Logistic = z.object({ weights: z.array(z.number()), bias: z.number() })
const Known = z.object({
  /** Of the model whose cosines these are. */
  fingerprint: z.string(),
  meaning: Logistic,
  wording: Logistic,
})

/** That of the bundled encoder; `npm run measure:relevance` writes it. */
const BUNDLED = fileURLToPath(new URL('../../../src/search/builtin-relevance.json', import.meta.url))
/** Below the folder of models, since it is a fact about a model. */
const FOLDER = 'relevance'

/** What is known of a model's scores; undefined if they have not been measured on this machine. */
export function knownRelevance(config: Config, fingerprint: string): RelevanceModel | undefined {
  for (const path of [BUNDLED, fileOf(config, fingerprint)]) {
    const known = read(path)
    if (known?.fingerprint === fingerprint) return { meaning: known.meaning, wording: known.wording }
  }
  return undefined
}

/** Keeps what was measured, for all indexes of the model. */
export function keepRelevance(config: Config, fingerprint: string, model: RelevanceModel): void {
  mkdirSync(join(config.models, FOLDER), { recursive: true })
  replaceFile(fileOf(config, fingerprint), `${JSON.stringify({ fingerprint, ...model })}\n`)
}

function fileOf(config: Config, fingerprint: string): string {
  return join(config.models, FOLDER, `${fingerprint}.json`)
}

/** A file that is missing or damaged counts as not measured. */
function read(path: string): z.output<typeof Known> | undefined {
  try {
    return Known.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data
  } catch {
    return undefined
  }
}
