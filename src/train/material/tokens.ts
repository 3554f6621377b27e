import type { Checkpoint } from '../../model/checkpoint/types.js'
import { promptsOf } from '../../model/prompts.js'
import { Tokenizer } from '../../model/tokenizer.js'

/** Texts per call of the tokenizer. */
const BATCH = 8192

export interface TokenizedTexts {
  /** Token ids of each text, special tokens included. */
  ids: number[][]
  /** Texts that were cut. */
  truncated: number
}

/**
 * Tokenises texts once, before a run.
 * @param maxTokens tokens that a text keeps at most, special ones included
 * @throws AnlamError `corrupt-checkpoint`
 */
export async function tokenizeTexts(
  checkpoint: Checkpoint,
  texts: readonly string[],
  maxTokens: number,
): Promise<TokenizedTexts> {
  const tokenizer = await Tokenizer.load({
    ...checkpoint,
    maxTokens: Math.min(maxTokens, checkpoint.maxTokens ?? maxTokens),
  })
  const { symmetric } = promptsOf(checkpoint, checkpoint.directory)
  const out: TokenizedTexts = { ids: [], truncated: 0 }
  for (let start = 0; start < texts.length; start += BATCH) {
    const page = await tokenizer.tokenize(texts.slice(start, start + BATCH), symmetric)
    for (const { ids, truncated } of page) {
      out.ids.push(ids)
      if (truncated) out.truncated++
    }
  }
  return out
}
