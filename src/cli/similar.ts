import type { Command } from 'commander'
import { AnlamError } from '../errors.js'
import { say } from '../messages/said.js'
import type { Pair } from '../mining/types.js'
import type { Hit } from '../types.js'
import { type CommonFlags, type Context, command, withContext, withEffort, withIndex } from './context.js'
import { number, whole } from './numbers.js'

interface Flags extends CommonFlags {
  k: number
  minScore?: number
}

export function similarCommand(): Command {
  return withEffort(
    withIndex(
      command('similar', 'find what says the same as a passage of an index, and what says the opposite'),
    ),
  )
    .argument('<id>', 'id of the passage')
    .option('-k, --k <n>', 'nearest passages that are looked at', whole(1), 10)
    .option('--min-score <score>', 'leave out passages below this cosine', number(-1, 1))
    .action((id: string, flags: Flags) => withContext(flags, context => run(id, flags, context)))
}

type SimilarHit = Hit & Pick<Pair, 'kind' | 'flags'>

async function run(id: string, { k, minScore = -1 }: Flags, { config, out, signal }: Context): Promise<void> {
  const { openIndex } = await import('../compose.js')
  const { describedHits, MAX_DESCRIBED } = await import('../server/described-hits.js')
  if (k > MAX_DESCRIBED)
    throw new AnlamError('invalid-input', `at most ${MAX_DESCRIBED} passages are looked at, not ${k}`)
  const index = await openIndex(config, config.index, 'reader', out, { inCallingThread: true })
  try {
    const [[passage], [vector]] = await Promise.all([index.get([id]), index.vectors([id])])
    if (!passage || !vector)
      throw new AnlamError('not-found', `index ${config.index} has no passage ${JSON.stringify(id)}`)
    const found = await index.search(vector, { k: k + 1, signal })
    const near = found.filter(hit => hit.id !== id && hit.score >= minScore).slice(0, k)
    const described = await describedHits(config, index, passage.text, near, { reporter: out, signal })
    const hits = described.filter(({ flags }) => flags.length === 0)
    const contradictions = described.filter(({ flags }) => flags.length > 0)
    if (out.options.json) {
      out.json({ index: config.index, id, hits, contradictions })
      return
    }
    const print = ({ score, kind, flags, id: own, text }: SimilarHit): void => {
      out.line(out.pair(score, kind, flags))
      out.line(`        ${text.replaceAll(/\s+/g, ' ')}`)
      out.line(`        ${out.dim(own)}`)
    }
    hits.forEach(print)
    if (contradictions.length > 0) out.line(out.bold(say`probably say something else:`))
    contradictions.forEach(print)
  } finally {
    await index.close()
  }
}
