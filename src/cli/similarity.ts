import type { Command } from 'commander'
import { openEncoder } from '../compose.js'
import { AnlamError } from '../errors.js'
import { rowOf, unitCosine } from '../vectors.js'
import { type CommonFlags, command, withContext, withModel } from './context.js'

export function similarityCommand(): Command {
  return withModel(command('similarity', 'how alike two texts are in meaning: the cosine of their vectors'))
    .argument('<a>')
    .argument('<b>')
    .action((a: string, b: string, flags: CommonFlags) =>
      withContext(flags, async ({ config, out, signal }) => {
        const encoder = await openEncoder(config, undefined, out)
        try {
          const batch = await encoder.encode([a, b], { signal })
          const [left, right] = [rowOf(batch, 0), rowOf(batch, 1)]
          if ([left, right].some(row => row.every(x => x === 0))) {
            throw new AnlamError('invalid-input', 'one of the texts has nothing in it that the model knows')
          }
          const score = unitCosine(left, right)
          if (out.options.json) out.json({ score })
          else out.line(score.toFixed(4))
        } finally {
          await encoder.close()
        }
      }),
    )
}
