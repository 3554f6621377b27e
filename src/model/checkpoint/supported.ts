import { basename, join } from 'node:path'
import { AnlamError } from '../../errors.js'
import { isCrossEncoder, readCrossEncoderConfig } from './cross-encoder.js'
import { GRAPH_FILES } from './given-graph.js'
import { readModules } from './layout.js'
import { readDense, readPooling } from './read.js'
import { readTransformer } from './transformer.js'
import { PICKLE_ADVICE, WEIGHT_FILES, Weights } from './weights.js'

const TOKENIZER = 'tokenizer.json'

/**
 * Whether a model can be run, as far as its configuration says, before its weights are there.
 * @param directory holds the configuration
 * @param paths of all files of the repository
 * @throws AnlamError `not-found`, `corrupt-checkpoint`, naming what is missing or not supported
 */
export async function checkSupported(directory: string, paths: readonly string[]): Promise<void> {
  const has = (folder: string, name: string): boolean => paths.includes(join(folder, name))
  const hasWeights = (folder: string): boolean => WEIGHT_FILES.some(name => has(folder, name))
  const assertWeights = (folder: string): void => {
    if (!hasWeights(folder)) throw withoutWeights(paths.filter(path => path.startsWith(folder)))
  }
  const assertTokenizer = (folder: string): void => {
    if (has(folder, TOKENIZER)) return
    throw new AnlamError(
      'not-found',
      `${join(folder, TOKENIZER)} is missing; the files of slow tokenizers are not read (transformers writes it: AutoTokenizer.from_pretrained(MODEL).save_pretrained(FOLDER))`,
    )
  }
  if (await isCrossEncoder(directory)) {
    await readCrossEncoderConfig(directory, noWeights)
    assertTokenizer('')
    return assertWeights('')
  }
  const isGraph = !hasWeights('') && GRAPH_FILES.some(name => has('', name))
  // Repositories without any often lack modules.json, too, which says less.
  const isWeights = (path: string): boolean => WEIGHT_FILES.some(name => name === basename(path))
  if (!isGraph && !paths.some(isWeights)) throw withoutWeights(paths)
  const entries = await readModules(directory, isGraph)
  for (const [i, { path, type }] of entries.entries()) {
    const at = join(directory, path)
    const isGiven = isGraph && !hasWeights(path)
    if (type === 'Transformer' && !isGiven) await readTransformer(at, noWeights)
    else if (type === 'Pooling') await readPooling(at)
    else if (type === 'Dense') await readDense(at, noWeights)
    if (i === 0) assertTokenizer(path)
    if (type === 'StaticEmbedding' || type === 'Dense' || (type === 'Transformer' && !isGiven))
      assertWeights(path)
  }
}

async function noWeights(directory: string): Promise<Weights> {
  return new Weights(directory, new Map())
}

/** @param paths of files where weights should be */
function withoutWeights(paths: readonly string[]): AnlamError {
  const names = paths.map(path => basename(path))
  const why = names.some(name => /^pytorch_model.*\.bin/.test(name))
    ? PICKLE_ADVICE
    : names.includes('adapter_model.safetensors')
      ? 'adapter_model.safetensors is an adapter without its model; merge both once (merge_and_unload of Python’s peft) and use the folder that save_pretrained writes'
      : 'there are no weights that can be run'
  return new AnlamError('not-found', why)
}
