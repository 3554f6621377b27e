import { type Command, Option } from 'commander'
import { inGroups } from '../basics/in-groups.js'
import { AnlamError } from '../errors.js'
import { type CommonFlags, type Context, command, withContext, withModel } from './context.js'
import { type InputLine, jsonLineTexts, lineTexts } from './input.js'
import type { Output } from './output.js'

/** Texts encoded in one call. */
const GROUP = 1024

interface Flags extends CommonFlags {
  input?: string
  textField: string
  inputType?: 'query' | 'document'
}

export function embedCommand(): Command {
  return withModel(command('embed', "print the model's own vector of each text, as NDJSON"))
    .argument('[text]', 'the text; `-` reads one text per line from stdin')
    .option('--input <file>', 'JSON lines file to read texts from')
    .option('--text-field <field>', 'field of a JSON line that holds its text', 'text')
    .addOption(
      new Option(
        '--input-type <type>',
        "what the texts are, for the model's prompt (default: texts to compare with each other)",
      ).choices(['query', 'document']),
    )
    .action((text: string | undefined, flags: Flags) =>
      withContext(flags, context => run(text, flags, context)),
    )
}

async function run(text: string | undefined, flags: Flags, { config, out, signal }: Context): Promise<void> {
  if ((text === undefined) === (flags.input === undefined))
    throw new AnlamError('invalid-input', 'give either a text (or `-`) or --input FILE')
  const { toShortest } = await import('../basics/vectors.js')
  const { openEncoder } = await import('../compose.js')
  const encoder = await openEncoder(config, undefined, out, { inCallingThread: true })
  try {
    for await (const group of inGroups(inputs(text, flags, out), GROUP)) {
      const batch = await encoder.encode(
        group.map(line => line.text),
        { normalize: false, signal, ...(flags.inputType ? { kind: flags.inputType } : {}) },
      )
      group.forEach((line, row) => {
        const vector = batch.values.subarray(row * batch.dimension, (row + 1) * batch.dimension)
        out.json({
          text: line.text,
          tokens: batch.tokens[row],
          truncated: batch.truncated[row] === 1,
          embedding: Array.from(vector, toShortest),
        })
      })
    }
  } finally {
    await encoder.close()
  }
}

async function* inputs(
  text: string | undefined,
  { input, textField }: Flags,
  out: Output,
): AsyncGenerator<InputLine> {
  if (input !== undefined) yield* jsonLineTexts(input, textField)
  else if (text === '-') yield* lineTexts(textField, out)
  else yield { text: text!, line: 1 }
}
