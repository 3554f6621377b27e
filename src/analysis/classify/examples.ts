import { z } from 'zod'
import { cleanString, readRows, rowName } from '../../basics/json-rows.js'
import { AnlamError } from '../../errors.js'
import type { Encoder } from '../../model/types.js'
import type { VectorBatch } from '../../types.js'

/** Texts per call of the encoder. */
const BATCH = 1024

const name = z.union([rowName, z.boolean()]).transform(String)

/** A labelled text, or a description of its label. */
export interface Example {
  text: string
  label: string
  /** Texts of one group are never on both sides of an evaluation. */
  group?: string
}

export interface ExampleFields {
  /** Field with the label; default: `label`. */
  label?: string | undefined
  /** Field with the group. */
  group?: string | undefined
}

/**
 * Reads labelled texts: `{"text","label"}`, or with other fields.
 * @throws AnlamError `invalid-input`, naming file and line, or if there are fewer than two labels
 */
export async function readExamples(
  path: string,
  { label = 'label', group }: ExampleFields = {},
): Promise<Example[]> {
  const fields = { text: cleanString, [label]: name, ...(group === undefined ? {} : { [group]: name }) }
  const rows = await readRows(path, z.object(fields))
  const examples = rows.map(
    ({ text, [label]: own, ...row }): Example => ({
      text: text!,
      label: own!,
      ...(group === undefined ? {} : { group: row[group]! }),
    }),
  )
  assertLabels(examples, path)
  return examples
}

/** @throws AnlamError `invalid-input` if there are fewer than two labels, naming where the examples are from */
export function assertLabels(examples: readonly Example[], source: string): void {
  if (new Set(examples.map(example => example.label)).size < 2)
    throw new AnlamError('invalid-input', `${source}: at least two different labels are needed`)
}

/** Vectors of texts, in calls of bounded size. */
export async function encodeAll(
  encoder: Encoder,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<VectorBatch> {
  const { dimension } = encoder.spec
  const values = new Float32Array(texts.length * dimension)
  for (let start = 0; start < texts.length; start += BATCH) {
    const batch = await encoder.encode(texts.slice(start, start + BATCH), signal ? { signal } : {})
    values.set(batch.values, start * dimension)
  }
  return { values, rows: texts.length, dimension }
}
