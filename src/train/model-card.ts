import { basename } from 'node:path'

export interface CardFacts {
  vocabulary: number
  dimension: number
  steps: number
  seed: number
  sources: { name: string; examples: number; ofGeneral: boolean }[]
  heldOut: Record<string, number>
  /** Markdown for the end: sources and licences of the data. */
  notes: string
}

/** The README.md of a trained checkpoint, with front matter for the hub. */
export function modelCard({
  vocabulary,
  dimension,
  steps,
  seed,
  sources,
  heldOut,
  notes,
}: CardFacts): string {
  const rows = sources.map(
    ({ name, examples, ofGeneral }) =>
      `| \`${basename(name)}\`${ofGeneral ? ' (general)' : ''} | ${examples} |`,
  )
  const results = Object.entries(heldOut).map(
    ([name, value]) => `| \`${basename(name)}\` | ${value.toFixed(4)} |`,
  )
  return `---
language: tr
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags: [sentence-transformers, static-embeddings, turkish]
---
# Static sentence embeddings for Turkish

${vocabulary} WordPiece pieces × ${dimension} dimensions, stored as float16; a text's vector is the mean of its pieces',
scaled to unit length. Trained by \`anlam train\` in ${steps} steps with seed ${seed}; the same data and options give the
same bytes on the same machine.

| trained on | examples |
| --- | --- |
${rows.join('\n')}

| held out | AUC, or Spearman's correlation where the file has scores |
| --- | --- |
${results.join('\n')}
${notes === '' ? '' : `\n${notes.trimEnd()}\n`}`
}
