import { splitWords } from '../../src/model/tokenizer.js'
import { randomTransformer } from '../../src/train/make/random-transformer.js'
import { writeTransformer } from '../../src/train/make/transformer-folder.js'
import { tokenizerFile } from '../../src/train/tokenizer-file.js'

/**
 * Writes a random transformer of two layers and width 16, with a vocabulary of these texts.
 * @param positions most tokens of a text, special ones included
 */
export function smallTransformer(folder: string, texts: readonly string[], positions = 32): void {
  const counts = new Map<string, number>()
  for (const word of splitWords(tokenizerFile(), texts)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const shape = { layers: 2, width: 16, heads: 2, feedForward: 32, positions, vocabulary: 200 }
  writeTransformer(folder, randomTransformer(counts, shape, 1))
}
