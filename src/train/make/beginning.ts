import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { publishFolder } from '../../basics/files.js'
import { splitWords } from '../../model/tokenizer.js'
import { tokenizerFile } from '../tokenizer-file.js'
import type { Beginning } from '../tune/train-transformer.js'
import { wordCounts } from '../word-counts.js'
import { type PruneOptions, prunedTransformer } from './pruned-transformer.js'
import { randomTransformer, type TransformerShape } from './random-transformer.js'
import { type NewTransformer, writeTransformer } from './transformer-folder.js'

/** A small transformer with random weights, whose vocabulary is learnt from the texts. */
export function randomBeginning(shape: TransformerShape, seed: number): Beginning {
  return made('random weights', { ...shape, seed }, async texts =>
    randomTransformer(wordCounts(splitWords(tokenizerFile(), texts)), shape, seed),
  )
}

/**
 * Some layers of a larger encoder, with the pieces that the texts need.
 * @param name of that encoder, for people
 */
export function prunedBeginning(name: string, options: PruneOptions): Beginning {
  const layers = options.layers ? `, layers ${options.layers.join(', ')}` : ''
  return made(`${name}${layers}`, { ...options }, texts => prunedTransformer(texts, options))
}

/** Makes a checkpoint once for the same options and texts: a run that goes on finds it there. */
function made(
  name: string,
  options: object,
  make: (texts: readonly string[]) => Promise<NewTransformer>,
): Beginning {
  return {
    name,
    directory: async (texts, folder) => {
      const key = createHash('sha256')
        .update(JSON.stringify([options, texts]))
        .digest('hex')
        .slice(0, 16)
      const target = join(folder, `initial-${key}`)
      if (existsSync(target)) return target
      const half = `${target}.tmp`
      rmSync(half, { recursive: true, force: true })
      writeTransformer(half, await make(texts))
      publishFolder(half, target)
      return target
    },
  }
}
