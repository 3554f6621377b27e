import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { publishFolder } from '../../basics/files.js'
import { readCheckpoint } from '../../model/checkpoint/read.js'
import { splitWords } from '../../model/tokenizer.js'
import { shortPath } from '../report/names.js'
import { tokenizerFile } from '../tokenizer-file.js'
import type { Beginning } from '../tune/train-transformer.js'
import { wordCounts } from '../word-counts.js'
import { layeredStatic } from './layered-static.js'
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
export async function prunedBeginning(name: string, options: PruneOptions): Promise<Beginning> {
  const layers = options.layers ? `, layers ${options.layers.join(', ')}` : ''
  return made(
    `${shortPath(name)}${layers}`,
    { ...options, directory: await fingerprintOf(options.directory) },
    texts => prunedTransformer(texts, options),
  )
}

/**
 * Layers over the table of a static encoder.
 * @param name of that encoder, for people
 */
export async function layeredBeginning(
  name: string,
  directory: string,
  shape: Omit<TransformerShape, 'width' | 'vocabulary'>,
  seed: number,
): Promise<Beginning> {
  const base = await fingerprintOf(directory)
  return made(`${shortPath(name)} and ${shape.layers} layers`, { base, ...shape, seed }, () =>
    layeredStatic(directory, shape, seed),
  )
}

async function fingerprintOf(directory: string): Promise<string> {
  return (await readCheckpoint(directory)).fingerprint
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
