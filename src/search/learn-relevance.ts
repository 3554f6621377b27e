import { indexEngine } from '../compose.js'
import type { Config } from '../config.js'
import type { Reporter } from '../types.js'
import { RELEVANCE } from './known-relevance.js'
import { measureRelevance } from './measure-relevance.js'

/**
 * Passages from which on it is measured what the scores of a model say, so that searches can tell whether they answer: that
 * takes as long as indexing so many short ones.
 */
export const ENOUGH = 840

/**
 * Sees to it that what the scores of an index's model say is known, for all indexes of that model on this machine.
 * @param index its name; nothing is done if there is none
 */
export async function learnRelevance(
  config: Config,
  index: string,
  options: { reporter: Reporter; signal?: AbortSignal },
): Promise<void> {
  const identity = await indexEngine(config).describe(index)
  if (!identity) return
  const measure = async (...args: Parameters<typeof measureRelevance>) =>
    (await measureRelevance(...args)).model
  await RELEVANCE.learn(config, identity, measure, options)
}
