import { join } from 'node:path'
import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import { readJson } from './json.js'
import type { Module, WordWeightsModule } from './types.js'

const WordWeights = z.object({
  vocab: z.array(z.string()).min(1),
  word_weights: z.record(z.string(), z.number()),
  unknown_word_weight: z.number().default(1),
})

/**
 * Reads sentence-transformers' WordWeights. Its vocabulary is in the order of token ids, and weights are looked up as
 * written, then in lower case.
 *
 * @param folder as in `modules.json`
 * @throws AnlamError `not-found`, `corrupt-checkpoint`
 */
export async function readWordWeights(directory: string, folder: string): Promise<WordWeightsModule> {
  const config = await readJson(join(directory, 'config.json'), WordWeights)
  const weights = new Map(Object.entries(config.word_weights))
  const tokenWeights = config.vocab.map(
    word => weights.get(word) ?? weights.get(word.toLowerCase()) ?? config.unknown_word_weight,
  )
  return { kind: 'word-weights', folder, tokenWeights }
}

/**
 * Checks that weights fit the modules around them.
 * @throws AnlamError `corrupt-checkpoint`
 */
export function checkWordWeights(
  { folder, tokenWeights }: WordWeightsModule,
  modules: readonly Module[],
  file: string,
): void {
  const fail = (what: string): AnlamError => new AnlamError('corrupt-checkpoint', `${file}: ${what}`)
  const [first, second, third] = modules
  if (first?.kind !== 'transformer' || second?.kind !== 'word-weights' || third?.kind !== 'pooling')
    throw fail(`WordWeights in ${folder} must stand between Transformer and Pooling`)
  if (tokenWeights.length < first.vocabulary)
    throw fail(
      `${folder} has weights of ${tokenWeights.length} tokens, the Transformer has ${first.vocabulary}`,
    )
  if (third.withoutPrompt) throw fail('include_prompt false is not supported with weighted tokens')
  if (third.modes.includes('max')) throw fail('the maximum of weighted tokens is not supported')
}
