import { z } from 'zod'
import type { Row } from './row.js'

const Answers = z.array(z.object({ text: z.string() })).optional()
const Question = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  question: z.string(),
  answers: Answers,
})
const Squad = z.object({
  data: z.array(
    z.object({
      title: z.string().optional(),
      paragraphs: z.array(z.object({ context: z.string(), qas: z.array(Question).default([]) })),
    }),
  ),
})

/** A data set of questions in the shape of SQuAD. */
export type Squad = z.output<typeof Squad>

export function isSquad(value: unknown): value is Squad {
  return Squad.safeParse(value).success
}

/**
 * Contexts and questions as rows. Contexts are numbered; questions have their own ids, and the number of their
 * context and the answers as metadata.
 */
export function* squadRows({ data }: Squad): Generator<Row> {
  let number = 0
  for (const { title = '', paragraphs } of data)
    for (const { context, qas = [] } of paragraphs) {
      number++
      yield {
        line: number,
        part: `~${number}`,
        names: ['text', 'title', 'context'],
        values: [context, title, number],
      }
      for (const [i, { id, question, answers = [] }] of qas.entries()) {
        const found = [...new Set(answers.map(({ text }) => text))].join('; ')
        yield {
          line: number,
          part: `~${number}.${i + 1}`,
          names: ['text', 'id', 'title', 'context', 'answer'],
          values: [question, id, title, number, found === '' ? undefined : found],
        }
      }
    }
}
