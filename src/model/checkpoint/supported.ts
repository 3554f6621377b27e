import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import { GRAPH_FILES } from './given-graph.js'
import { readJson } from './json.js'
import { readModules } from './layout.js'
import { readDense, readPooling } from './read.js'
import { readTransformer } from './transformer.js'
import { PICKLE_ADVICE, Weights } from './weights.js'

const Config = z.object({ architectures: z.array(z.string()).nullish() })
const CROSS_ENCODER = /ForSequenceClassification$/

/**
 * Whether a model can be run, as far as its configuration says, before its weights are there.
 * @param directory holds the configuration
 * @param paths of all files of the repository
 * @throws AnlamError `not-found`, `corrupt-checkpoint`, naming what is missing or not supported
 */
export async function checkSupported(directory: string, paths: readonly string[]): Promise<void> {
  const has = (end: string): boolean => paths.some(path => path.endsWith(end))
  const isGraph = !has('.safetensors') && GRAPH_FILES.some(name => paths.includes(name))
  if (!has('.safetensors') && !isGraph)
    throw new AnlamError(
      'not-found',
      has('pytorch_model.bin') ? PICKLE_ADVICE : 'there are no weights that can be run',
    )
  if (!has('tokenizer.json'))
    throw new AnlamError(
      'not-found',
      'tokenizer.json is missing; the files of slow tokenizers are not read (transformers writes it: AutoTokenizer.from_pretrained(MODEL).save_pretrained(FOLDER))',
    )
  const configFile = join(directory, 'config.json')
  const config = existsSync(configFile) ? await readJson(configFile, Config) : {}
  // Cross-encoders have no modules; loading them says what they lack.
  if (config.architectures?.some(name => CROSS_ENCODER.test(name))) return
  const noWeights = async (): Promise<Weights> => new Weights(directory, new Map())
  for (const { path, type } of await readModules(directory, isGraph)) {
    const at = join(directory, path)
    if (type === 'Transformer' && !isGraph) await readTransformer(at, noWeights)
    else if (type === 'Pooling') await readPooling(at)
    else if (type === 'Dense') await readDense(at, noWeights)
  }
}
