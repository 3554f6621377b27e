import { readFile } from 'node:fs/promises'
import { Tokenizer as NativeTokenizer } from 'tokenizers'
import { AnlamError } from '../errors.js'
import type { Checkpoint } from './checkpoint/types.js'

/** Allows for an embedding table padded to a multiple of a power of two, or by some rows in a hundred thousand. */
const MAX_UNUSED_ROWS = 255
const MAX_UNUSED_SHARE = 0.005

/** What Python's `str.strip` removes. `String.trim` differs. */
const SPACE = /[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/

export interface TokenizedText {
  ids: number[]
  /** The text has more tokens than the model's maximum. */
  truncated: boolean
}

export type TextPair = readonly [string, string]

/** Tokens of two texts that are read together. */
export interface TokenizedPair extends TokenizedText {
  /** Which of the texts each token belongs to, as the model counts: 0 or 1. */
  typeIds: number[]
}

/** What the tokenizer needs to know of a checkpoint. */
export type TokenizerSettings = Pick<
  Checkpoint,
  'tokenizerFile' | 'maxTokens' | 'strip' | 'lowerCase' | 'modules'
>

/** Hugging Face's tokenizer, with the checkpoint's limits instead of those in `tokenizer.json`. */
export class Tokenizer {
  private constructor(
    private readonly native: NativeTokenizer,
    private readonly checkpoint: TokenizerSettings,
    /** Whether some added tokens have no row in the embedding table. */
    private readonly hasStrays: boolean,
  ) {}

  /** @throws AnlamError `corrupt-checkpoint` if the tokenizer is unreadable or does not match the embedding table */
  static async load(checkpoint: TokenizerSettings): Promise<Tokenizer> {
    let native: NativeTokenizer
    try {
      native = NativeTokenizer.fromString(await readFile(checkpoint.tokenizerFile, 'utf8'))
    } catch (cause) {
      throw new AnlamError(
        'corrupt-checkpoint',
        `${checkpoint.tokenizerFile} is not a tokenizer: ${(cause as Error).message}`,
        { cause },
      )
    }
    const hasStrays = checkVocabulary(native, checkpoint)
    native.disablePadding()
    if (checkpoint.maxTokens === null) native.disableTruncation()
    else native.setTruncation(checkpoint.maxTokens)
    return new Tokenizer(native, checkpoint, hasStrays)
  }

  /** @param prompt prefix of each text */
  async tokenize(texts: readonly string[], prompt = ''): Promise<TokenizedText[]> {
    const addSpecialTokens = this.checkpoint.modules[0].kind !== 'static'
    const encodings = await this.native.encodeBatch(
      texts.map(text => this.prepare(prompt + text)),
      { addSpecialTokens },
    )
    const { vocabulary } = this.checkpoint.modules[0]
    return encodings.map(encoding => ({
      ids: this.hasStrays ? encoding.getIds().filter(id => id < vocabulary) : encoding.getIds(),
      truncated: this.checkpoint.maxTokens !== null && encoding.getOverflowing().length > 0,
    }))
  }

  /** Two texts between the special tokens that the model expects. If a pair is too long, its longer text is cut. */
  async tokenizePairs(pairs: readonly TextPair[]): Promise<TokenizedPair[]> {
    const encodings = await Promise.all(
      pairs.map(([a, b]) => this.native.encode(this.prepare(a), this.prepare(b))),
    )
    const { vocabulary } = this.checkpoint.modules[0]
    return encodings.map(encoding => {
      const [ids, typeIds] = [encoding.getIds(), encoding.getTypeIds()]
      const isKnown = (i: number): boolean => !this.hasStrays || ids[i]! < vocabulary
      return {
        ids: ids.filter((_, i) => isKnown(i)),
        typeIds: typeIds.filter((_, i) => isKnown(i)),
        truncated: encoding.getOverflowing().length > 0,
      }
    })
  }

  /** Tokens of a prompt, with the special ones before it and without those after it, as sentence-transformers counts. */
  async countPrompt(prompt: string): Promise<number> {
    const encoding = await this.native.encode(this.prepare(prompt))
    const isSpecial = encoding.getSpecialTokensMask().at(-1) === 1
    return Math.max(0, encoding.getLength() - (isSpecial ? 1 : 0))
  }

  private prepare(text: string): string {
    // The native tokenizer takes UTF-8, which cannot represent lone surrogates.
    let prepared = text.toWellFormed()
    if (this.checkpoint.strip) prepared = strip(prepared)
    return this.checkpoint.lowerCase ? prepared.toLowerCase() : prepared
  }
}

function strip(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && SPACE.test(text[start]!)) start++
  while (end > start && SPACE.test(text[end - 1]!)) end--
  return text.slice(start, end)
}

/**
 * Checks that the tokenizer belongs to the embedding table. Added tokens may have no row: Gemma's tokenizer has one for
 * images, which the models of texts do not have. If it is written out in a text, it is left out.
 * @returns whether there are such tokens
 */
function checkVocabulary(
  native: NativeTokenizer,
  { tokenizerFile, modules: [first] }: TokenizerSettings,
): boolean {
  const all = highestBelow(native, first.vocabulary) ?? highestOf(native, true)
  const highest = all < first.vocabulary ? all : highestOf(native, false)
  const fail = (what: string): AnlamError =>
    new AnlamError('corrupt-checkpoint', `${tokenizerFile} does not belong to this model: ${what}`)
  if (highest >= first.vocabulary) {
    throw fail(`it has ids up to ${highest}, the embedding table ${first.vocabulary} rows`)
  }
  const unused = Math.max(MAX_UNUSED_ROWS, MAX_UNUSED_SHARE * first.vocabulary)
  if (highest + 1 + unused < first.vocabulary) {
    throw fail(`it has ${highest + 1} ids, the embedding table ${first.vocabulary} rows`)
  }
  return all >= first.vocabulary
}

/**
 * The highest id of a tokenizer all of whose ids are below `rows`; otherwise undefined. A tenth of the time of
 * `highestOf`, which copies the whole vocabulary, with every start of a process.
 */
function highestBelow(native: NativeTokenizer, rows: number): number | undefined {
  let highest = -1
  let found = 0
  for (let id = 0; id < rows; id++) {
    if (native.idToToken(id) === null) continue
    highest = id
    found++
  }
  return found === native.getVocabSize(true) ? highest : undefined
}

function highestOf(native: NativeTokenizer, withAdded: boolean): number {
  return Object.values(native.getVocab(withAdded)).reduce((max, id) => Math.max(max, id), -1)
}

/** Normalises texts and splits them into words by the rules of a `tokenizer.json`. For learning a vocabulary. */
export function* splitWords(file: string, texts: readonly string[]): Generator<string> {
  const native = NativeTokenizer.fromString(file)
  const normalizer = native.getNormalizer()
  const splitter = native.getPreTokenizer()
  for (const text of texts) {
    const normalized = normalizer?.normalizeString(text) ?? text
    for (const [word] of splitter?.preTokenizeString(normalized) ?? [[normalized]]) yield word
  }
}

/** Token ids of texts by a `tokenizer.json`, without special tokens. */
export async function encodeWith(file: string, texts: readonly string[]): Promise<number[][]> {
  const encodings = await NativeTokenizer.fromString(file).encodeBatch([...texts], {
    addSpecialTokens: false,
  })
  return encodings.map(encoding => encoding.getIds())
}
