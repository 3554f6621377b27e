import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import { readJson } from './json.js'
import { Model2Vec } from './static.js'

const MODULES = ['Transformer', 'WordWeights', 'Pooling', 'Dense', 'Normalize', 'StaticEmbedding'] as const

/** A line of `modules.json`. */
export interface ModuleEntry {
  idx: number
  path: string
  type: (typeof MODULES)[number]
}

const Modules = z
  .array(z.object({ idx: z.number(), path: z.string(), type: z.string() }))
  .min(1, 'lists no module')

const Config = z.object({ model_type: z.string(), architectures: z.array(z.string()).nullish() })

/** How the names of models end that read two texts together, or sort one into classes. */
export const CLASSIFIER = 'ForSequenceClassification'

/**
 * The modules of a directory in their order, with the names of their classes: they moved to other packages between major
 * versions, but their names never changed.
 * @param isGraph whether it holds an ONNX graph and no other weights
 * @throws AnlamError `not-found`, `corrupt-checkpoint`
 */
export async function readModules(directory: string, isGraph: boolean): Promise<ModuleEntry[]> {
  const file = join(directory, 'modules.json')
  if (!existsSync(file)) return supposedModules(directory, isGraph)
  const entries = (await readJson(file, Modules)).sort((a, b) => a.idx - b.idx)
  return entries.map(({ idx, path, type }) => {
    if (relative(directory, join(directory, path)).startsWith('..'))
      throw new AnlamError('corrupt-checkpoint', `${file}: module path ${path} points outside the checkpoint`)
    const name = type.split('.').at(-1)
    const known = MODULES.find(each => each === name)
    if (known) return { idx, path, type: known }
    throw new AnlamError(
      'corrupt-checkpoint',
      `${file}: unknown module ${type}; known are ${MODULES.join(', ')}`,
    )
  })
}

/**
 * What `modules.json` would say in a directory without one: of model2vec, or with a graph that pools by itself.
 * @param isGraph whether it holds an ONNX graph and no other weights
 * @throws AnlamError `not-found` if nothing says how a text becomes one vector
 */
async function supposedModules(directory: string, isGraph: boolean): Promise<ModuleEntry[]> {
  const missing = (why: string): AnlamError =>
    new AnlamError('not-found', `${join(directory, 'modules.json')} is missing${why}`)
  const configFile = join(directory, 'config.json')
  if (!existsSync(configFile)) throw missing('')
  const { model_type: type, architectures } = await readJson(configFile, Config)
  if (type === 'model2vec') {
    const { normalize } = await readJson(configFile, Model2Vec)
    return entriesOf(normalize ? ['StaticEmbedding', 'Normalize'] : ['StaticEmbedding'])
  }
  if (isGraph) return entriesOf(['Transformer', 'Normalize'])
  const [architecture] = architectures ?? []
  if (architecture?.endsWith(CLASSIFIER))
    throw missing(
      `: this is a ${architecture}, which gives no vectors; if it scores pairs of texts, \`--rerank\` takes it`,
    )
  throw missing(
    `: this is a bare ${type}, and nothing says how its tokens become one vector; save it once with sentence-transformers, or take a model that was trained for sentences`,
  )
}

function entriesOf(types: readonly ModuleEntry['type'][]): ModuleEntry[] {
  return types.map((type, idx) => ({ idx, path: '', type }))
}
