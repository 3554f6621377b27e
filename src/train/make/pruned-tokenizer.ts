import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import type { SpecialTokens } from './transformer-folder.js'

const id = z.number().int().nonnegative()

/** What of a `tokenizer.json` depends on ids; everything else is kept as it is. */
const TokenizerFile = z.looseObject({
  added_tokens: z.array(z.looseObject({ id, content: z.string() })),
  post_processor: z.looseObject({ type: z.string() }).nullable(),
  model: z.discriminatedUnion('type', [
    z.looseObject({
      type: z.literal('Unigram'),
      unk_id: id,
      vocab: z.array(z.tuple([z.string(), z.number()])),
    }),
    z.looseObject({
      type: z.literal('WordPiece'),
      unk_token: z.string(),
      vocab: z.record(z.string(), id),
    }),
  ]),
})

const Template = z.looseObject({
  type: z.literal('TemplateProcessing'),
  special_tokens: z.record(z.string(), z.looseObject({ ids: z.array(id), tokens: z.array(z.string()) })),
})
const Pair = z.tuple([z.string(), id])
const Processing = z.looseObject({ type: z.string(), sep: Pair, cls: Pair })

export interface PrunedTokenizer {
  /** Content of the new `tokenizer.json`. */
  tokenizer: string
  /** Id in the old vocabulary of each new one. */
  kept: Int32Array
  special: SpecialTokens
}

/** Marks the beginning of a word (Unigram) or its continuation (WordPiece). */
const MARKS = /^(?:▁|##)/

/**
 * Keeps the pieces that texts need most, with their scores: special tokens, single letters of the texts, then the most
 * frequent. Ids are in the old order.
 *
 * @param json content of a `tokenizer.json` with a Unigram or WordPiece model
 * @param counts how often the texts have each id
 * @param size pieces to keep at most
 * @param special names of the special tokens, from `special_tokens_map.json`
 * @throws AnlamError `invalid-input` for another kind of tokenizer
 */
export function pruneTokenizer(
  json: string,
  counts: ReadonlyMap<number, number>,
  size: number,
  special: SpecialTokens,
): PrunedTokenizer {
  const parsed = TokenizerFile.safeParse(JSON.parse(json))
  if (!parsed.success)
    throw new AnlamError('invalid-input', 'only Unigram and WordPiece tokenizers are pruned')
  const file = parsed.data
  const { model } = file
  const pieces: string[] =
    model.type === 'Unigram'
      ? model.vocab.map(([piece]) => piece)
      : Object.entries(model.vocab).reduce<string[]>((list, [piece, at]) => {
          list[at] = piece
          return list
        }, [])
  for (const { id: at, content } of file.added_tokens) pieces[at] = content
  const always = new Set(file.added_tokens.map(token => token.id))
  always.add(model.type === 'Unigram' ? model.unk_id : model.vocab[model.unk_token]!)
  const kept = choosePieces(pieces, counts, always, size)
  const renumbered = new Map([...kept].map((old, now) => [old, now]))
  const newId = (old: number): number => renumbered.get(old)!

  if (model.type === 'Unigram') {
    const scores = model.vocab
    model.vocab = [...kept].map(old => scores[old] ?? [pieces[old]!, 0])
    model.unk_id = newId(model.unk_id)
  } else model.vocab = Object.fromEntries([...kept].map((old, now) => [pieces[old]!, now]))
  for (const token of file.added_tokens) token.id = newId(token.id)
  if (file.post_processor) renumber(file.post_processor, newId)
  return { tokenizer: JSON.stringify(file), kept, special }
}

/** @returns old ids in ascending order */
function choosePieces(
  pieces: readonly string[],
  counts: ReadonlyMap<number, number>,
  always: ReadonlySet<number>,
  size: number,
): Int32Array {
  const letters = new Set<string>()
  for (const at of counts.keys()) for (const letter of pieces[at] ?? '') letters.add(letter)
  const chosen = new Set(always)
  for (const [at, piece] of pieces.entries()) {
    const bare = [...piece.replace(MARKS, '')]
    if (bare.length === 0 || (bare.length === 1 && letters.has(bare[0]!))) chosen.add(at)
  }
  const byUse = [...counts].sort(([a, x], [b, y]) => y - x || a - b)
  for (const [at] of byUse) {
    if (chosen.size >= size) break
    chosen.add(at)
  }
  return Int32Array.from(chosen).sort()
}

/** Changes the ids of special tokens in a post-processor, in place. */
function renumber(processor: Record<string, unknown>, newId: (old: number) => number): void {
  if (Array.isArray(processor.processors)) {
    for (const each of processor.processors) renumber(each as Record<string, unknown>, newId)
    return
  }
  const template = Template.safeParse(processor)
  if (template.success) {
    for (const token of Object.values(template.data.special_tokens)) token.ids = token.ids.map(newId)
    processor.special_tokens = template.data.special_tokens
  }
  const pair = Processing.safeParse(processor)
  if (pair.success) {
    processor.sep = [pair.data.sep[0], newId(pair.data.sep[1])]
    processor.cls = [pair.data.cls[0], newId(pair.data.cls[1])]
  }
}
