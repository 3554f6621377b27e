import { basename } from 'node:path'
import type { Checkpoint } from '../../model/checkpoint/types.js'
import type { TrainingRecord } from './training-record.js'

/** The README.md of a trained transformer, with front matter for the hub. */
export function transformerCard(checkpoint: Checkpoint, record: TrainingRecord, notes: string): string {
  const { options, sources, steps, stepsRun, stoppedEarly, bestStep, seconds, heldOut } = record
  const [first] = checkpoint.modules
  const best = heldOut.find(({ step }) => step === bestStep)?.metrics ?? {}
  const shape =
    first.kind === 'transformer'
      ? `${first.layers} layers of width ${first.hidden}, ${first.heads} heads, ${first.vocabulary} pieces`
      : ''
  const { pretraining } = record
  const before = pretraining
    ? `\nBefore, it guessed hidden pieces of ${pretraining.texts} texts in ${pretraining.steps} steps (masked-language modelling).`
    : ''
  const run = stoppedEarly ? `${stepsRun} of ${steps} planned steps` : `${steps} steps`
  return `---
language: tr
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags: [sentence-transformers, sentence-similarity, feature-extraction, turkish]
---
# ${basename(record.model)}

A sentence encoder for Turkish: ${shape}; vectors of ${checkpoint.dimension} dimensions, compared by cosine. Made from
\`${options.base}\` by Anlam ${record.anlam} in ${run} (${seconds.toFixed(0)} s); the weights are those of step
${bestStep}. \`training.html\` shows the curves, \`training.json\` has their numbers.${before}

\`\`\`python
from sentence_transformers import SentenceTransformer
vectors = SentenceTransformer("${basename(record.model)}").encode(["Aşırı öğrenme nasıl önlenir?"])
\`\`\`

| trained on | loss | examples | passes an epoch |
| --- | --- | --- | --- |
${sources.map(s => `| ${s.name} | ${s.loss} | ${s.examples} | ${s.weight} |`).join('\n')}

| held out | value |
| --- | --- |
${Object.entries(best)
  .map(([name, value]) => `| ${name} | ${value.toFixed(4)} |`)
  .join('\n')}

| hyper-parameter | value |
| --- | --- |
${Object.entries(options)
  .map(([name, value]) => `| ${name} | ${value} |`)
  .join('\n')}

Limits: texts beyond ${checkpoint.maxTokens} tokens are cut; training saw at most ${options.maxTokens}. Figures are of the data
above, of which nobody has checked other uses. A cosine is no probability: calibrate it on pairs of your own.
${notes === '' ? '' : `\n${notes.trimEnd()}\n`}`
}
