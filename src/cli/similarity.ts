import type { Command } from 'commander'
import { openEncoder } from '../compose.js'
import { AnlamError } from '../errors.js'
import { type CommonFlags, command, withContext, withModel } from './context.js'

export function similarityCommand(): Command {
  return withModel(command('similarity', 'how alike two texts are in meaning: the cosine of their vectors'))
    .argument('<a>')
    .argument('<b>')
    .action((a: string, b: string, flags: CommonFlags) =>
      withContext(flags, async ({ config, out, signal }) => {
        const encoder = await openEncoder(config)
        try {
          const { values, dimension } = await encoder.encode([a, b], { signal })
          let score = 0
          let norms = [0, 0]
          for (let i = 0; i < dimension; i++) {
            const [x, y] = [values[i]!, values[dimension + i]!]
            score += x * y
            norms = [norms[0]! + x * x, norms[1]! + y * y]
          }
          if (norms.includes(0)) {
            throw new AnlamError('invalid-input', 'one of the texts has nothing in it that the model knows')
          }
          score = Math.min(1, Math.max(-1, score))
          if (out.options.json) out.json({ score })
          else out.line(score.toFixed(4))
        } finally {
          await encoder.close()
        }
      }),
    )
}
