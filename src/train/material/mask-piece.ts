import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { AnlamError } from '../../errors.js'

const NAMES = ['[MASK]', '<mask>']

const Tokenizer = z.object({
  added_tokens: z.array(z.object({ id: z.number().int(), content: z.string() })).default([]),
  model: z.object({
    unk_id: z.number().int().nullish(),
    unk_token: z.string().nullish(),
    vocab: z.unknown(),
  }),
})

/**
 * Id of the piece that stands for a hidden one: the tokenizer's own, or that of unknown words where it has none.
 * @param file a `tokenizer.json`
 * @throws AnlamError `corrupt-checkpoint` if it has neither
 */
export function maskPieceOf(file: string): number {
  const parsed = Tokenizer.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (parsed.success) {
    const { added_tokens: added, model } = parsed.data
    const mask = added.find(({ content }) => NAMES.includes(content))?.id
    const unknown = added.find(({ content }) => content === model.unk_token)?.id
    const id = mask ?? unknown ?? model.unk_id
    if (id !== undefined && id !== null) return id
  }
  throw new AnlamError('corrupt-checkpoint', `${file} has neither a mask nor a piece for unknown words`)
}
