import type { Command } from 'commander'
import { fixed, say } from '../messages/said.js'
import type { Encoder } from '../model/types.js'
import { type CommonFlags, type Context, command, withContext, withModel } from './context.js'

interface Flags extends CommonFlags {
  out?: string
}

export function measureCommand(): Command {
  return withModel(
    command(
      'measure',
      'measure on bundled judged texts what the cosines of a model say, or the probabilities of a re-ranker',
    ),
  )
    .argument('<model>', '`builtin`, `builtin-static`, the directory of a checkpoint, or a pulled hub id')
    .option('--out <dir>', 'write it into this folder, instead of keeping it for all indexes of the model')
    .action((name: string, { out, ...flags }: Flags) =>
      withContext(flags, context => measure(name, out, context)),
    )
}

async function measure(name: string, folder: string | undefined, context: Context): Promise<void> {
  const { config, out } = context
  const { openEncoder } = await import('../compose.js')
  const { BUILTIN_MODEL, modelDirectory } = await import('../model/models.js')
  const { isCrossEncoder } = await import('../model/checkpoint/cross-encoder.js')
  const isReranker = await isCrossEncoder(modelDirectory(config, name))
  const encoder = await openEncoder(config, isReranker ? BUILTIN_MODEL : name, out)
  try {
    await (isReranker ? measureReranker : measureEncoder)(name, encoder, folder, context)
  } finally {
    await encoder.close()
  }
}

async function measureEncoder(
  name: string,
  encoder: Encoder,
  folder: string | undefined,
  { config, out, signal }: Context,
): Promise<void> {
  const { measureRelevance } = await import('../search/measure-relevance.js')
  const { RELEVANCE } = await import('../search/known-relevance.js')
  const { measureThreshold, PARAPHRASES } = await import('../mining/paraphrase-threshold.js')
  const { fingerprint } = encoder.spec
  out.note(say`encoding ${1240} texts`)
  const { model, check } = await measureRelevance(encoder, { signal })
  const paraphrases = await measureThreshold(encoder, { signal })
  if (folder === undefined) {
    RELEVANCE.keep(config, fingerprint, model)
    PARAPHRASES.keep(config, fingerprint, paraphrases)
  } else {
    RELEVANCE.write(folder, fingerprint, model)
    PARAPHRASES.write(folder, fingerprint, paraphrases)
  }
  if (out.options.json) {
    out.json({ model: name, fingerprint, relevance: { ...model, check }, paraphrases })
    return
  }
  const { queries, hits, logLoss, baseLogLoss, bands } = check
  const percent = (share: number) => say`${Math.round(100 * share)} %`
  out.line(
    say`${out.bold(say`searches`)}: ${queries}, ${hits} hits, log loss ${fixed(logLoss, 3)} (${fixed(baseLogLoss, 3)} by their share)`,
  )
  for (const [band, { hits: of, relevant }] of Object.entries(bands))
    out.line(say`  ${band.padEnd(9)} ${of} hits, ${of === 0 ? '–' : percent(relevant / of)} answer`)
  const { threshold, precision, recall } = paraphrases
  out.line(
    say`${out.bold(say`paraphrases`)}: from a cosine of ${threshold}, ${percent(precision)} of the pairs, ${percent(recall)} of the paraphrases`,
  )
}

async function measureReranker(
  name: string,
  encoder: Encoder,
  folder: string | undefined,
  { config, out, signal }: Context,
): Promise<void> {
  const { openReranker } = await import('../compose.js')
  const { judgedPairs, measureReranker: measured } = await import('../search/measure-reranker.js')
  const { QUESTIONS, RERANKERS } = await import('../evaluation/calibrated-reranker.js')
  const reranker = await openReranker(config, name, out)
  try {
    const { fingerprint } = reranker.spec
    out.note(say`reading ${1800} pairs, which takes a large model minutes`)
    const { curves, check } = await measured(reranker, await judgedPairs(encoder, { signal }), { signal })
    if (folder === undefined) RERANKERS.keep(config, fingerprint, curves)
    else RERANKERS.write(folder, fingerprint, curves)
    if (out.options.json) {
      out.json({ model: name, fingerprint, ...curves, check })
      return
    }
    for (const question of QUESTIONS) {
      const { pairs, positives, logLoss, ownLogLoss, baseLogLoss } = check[question]
      out.line(
        say`${out.bold(question)}: ${positives} of ${pairs} pairs, log loss ${fixed(logLoss, 3)} `,
        say`(${fixed(ownLogLoss, 3)} by the model's own probabilities, ${fixed(baseLogLoss, 3)} by their share)`,
      )
    }
  } finally {
    await reranker.close()
  }
}
