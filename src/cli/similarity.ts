import type { Command } from 'commander'
import { AnlamError } from '../errors.js'
import { fixed } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext, withModel } from './context.js'
import { marked, strongest } from './explanation.js'

interface Flags extends CommonFlags {
  explain?: boolean
}

export function similarityCommand(): Command {
  return withModel(command('similarity', 'similarity of two texts: the cosine of their vectors'))
    .argument('<a>')
    .argument('<b>')
    .option('--explain', 'show which words contribute to it: the cosine lost without each')
    .action((a: string, b: string, { explain = false, ...flags }: Flags) =>
      withContext(flags, context => run(a, b, explain, context)),
    )
}

async function run(
  a: string,
  b: string,
  explaining: boolean,
  { config, out, signal }: Context,
): Promise<void> {
  const { explain } = await import('../analysis/explain.js')
  const { rowOf, unitCosine } = await import('../basics/vectors.js')
  const { openEncoder } = await import('../compose.js')
  const encoder = await openEncoder(config, undefined, out, { inCallingThread: true })
  try {
    const batch = await encoder.encode([a, b], { signal })
    const [left, right] = [rowOf(batch, 0), rowOf(batch, 1)]
    if ([left, right].some(row => row.every(x => x === 0)))
      throw new AnlamError('invalid-input', 'one of the texts contains nothing that the model knows')
    const score = unitCosine(left, right)
    const explanation = explaining ? await explain(encoder, a, b, signal) : undefined
    if (out.options.json) {
      const sides = explanation && { a: explanation.a, b: explanation.b }
      out.json({ score, ...(sides ? { explanation: sides } : {}) })
      return
    }
    out.line(out.number(fixed(score, 4)))
    for (const [text, spans] of explanation
      ? ([
          [a, explanation.a],
          [b, explanation.b],
        ] as const)
      : []) {
      out.line(marked(text, spans, out))
      out.line(out.dim(`  ${strongest(spans, out)}`))
    }
  } finally {
    await encoder.close()
  }
}
