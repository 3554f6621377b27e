import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readJson } from './json.js'
import { positive } from './shape.js'

/** Older versions of sentence-transformers named this file after the architecture. */
const SETTINGS_FILES = [
  'sentence_bert_config.json',
  'sentence_roberta_config.json',
  'sentence_distilbert_config.json',
  'sentence_camembert_config.json',
  'sentence_xlm-roberta_config.json',
]

const Settings = z.object({
  max_seq_length: positive.nullish(),
  do_lower_case: z.boolean().nullish(),
})

const TokenizerConfig = z.object({ model_max_length: z.number().positive().nullish() })

/** From here on a tokenizer's limit is none: transformers writes 1e30 where it knows of no limit. */
const NO_LIMIT = 2 ** 31

/** What the files beside a model's configuration say about its texts. */
export interface TextLimits {
  /** Most tokens of a text by the module's settings, and the file that says so. */
  ofSettings?: { tokens: number; file: string }
  /** The same by the tokenizer. */
  ofTokenizer?: number
  lowerCase: boolean
}

/** @throws AnlamError `corrupt-checkpoint`, naming the invalid field */
export async function readTextLimits(directory: string): Promise<TextLimits> {
  const file = SETTINGS_FILES.map(name => join(directory, name)).find(path => existsSync(path))
  const settings = file ? await readJson(file, Settings) : {}
  const tokenizerFile = join(directory, 'tokenizer_config.json')
  const { model_max_length: ofTokenizer } = existsSync(tokenizerFile)
    ? await readJson(tokenizerFile, TokenizerConfig)
    : {}
  return {
    ...(file && settings.max_seq_length ? { ofSettings: { tokens: settings.max_seq_length, file } } : {}),
    ...(ofTokenizer == null || ofTokenizer >= NO_LIMIT ? {} : { ofTokenizer }),
    lowerCase: settings.do_lower_case ?? false,
  }
}
