import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import type { OpenedIndex } from '../index/engine.js'
import { fixed, say } from '../messages/said.js'
import type { Encoder } from '../model/types.js'
import type { EncodingPace, SearchPace } from '../search/pace.js'
import {
  type CommonFlags,
  type Context,
  command,
  withContext,
  withEffort,
  withIndex,
  withModel,
} from './context.js'
import { number } from './numbers.js'

const CORPUS = fileURLToPath(new URL('../../../corpus/documents', import.meta.url))

interface Flags extends CommonFlags {
  index?: string
  seconds: number
}

export function benchCommand(): Command {
  return withEffort(
    withModel(
      withIndex(
        command(
          'bench',
          'measure what to expect here: sentences a second, latency of searches, their recall',
        ),
      ),
    ),
  )
    .option('--seconds <n>', 'time to encode texts of the bundled corpus', number(0.1, 600), 3)
    .action((flags: Flags) => withContext(flags, context => run(flags, context)))
}

async function run({ index: name, seconds }: Flags, context: Context): Promise<void> {
  const { config, out, signal } = context
  const { openEncoderFor, openIndex } = await import('../compose.js')
  const { encodingPace, searchPace } = await import('../search/pace.js')
  const { describeMachine } = await import('./machine.js')
  const own = name === undefined ? undefined : await openIndex(config, name, 'reader', out)
  const folder = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  let index: OpenedIndex | undefined = own
  try {
    const encoder = await openEncoderFor(config, own?.identity, out)
    try {
      const texts = await bundledTexts()
      const { pace, vectors } = await encodingPace(encoder, texts, 1000 * seconds, signal)
      index ??= await indexOf(texts, vectors, encoder, folder, context)
      const search = await searchPace(index, encoder, signal)
      const { model, provider, precision, threads } = encoder.spec
      const report = {
        machine: describeMachine(),
        model: { model, provider, precision, threads },
        encoding: pace,
        search: { index: name ?? null, effort: config.effort, ...search },
      }
      if (out.options.json) out.json(report)
      else print(report, context)
    } finally {
      await encoder.close()
    }
  } finally {
    await index?.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function bundledTexts(): Promise<string[]> {
  const { jsonLinesOf } = await import('../basics/json-rows.js')
  const texts: string[] = []
  for (const file of readdirSync(CORPUS).sort())
    for await (const { value } of jsonLinesOf(join(CORPUS, file)))
      texts.push((value as { text: string }).text)
  return texts
}

/** An index of its own, of the texts that there was time to encode. */
async function indexOf(
  texts: readonly string[],
  vectors: readonly Float32Array[],
  { spec }: Encoder,
  folder: string,
  { config }: Context,
): Promise<OpenedIndex> {
  const { createIndex } = await import('../compose.js')
  const { model, fingerprint, dimension, prompts } = spec
  const place = { ...config, engine: 'embedded' as const, indexes: folder }
  const index = await createIndex(place, 'bench', { model, fingerprint, dimension, prompts })
  const documents = vectors.map((_, i) => {
    const [id, text] = [String(i), texts[i]!]
    const passages = [{ id, documentId: id, text, start: 0, end: text.length }]
    return { document: { id, source: 'bench', metadata: {} }, hash: '', passages }
  })
  const values = new Float32Array(vectors.length * dimension)
  for (const [row, vector] of vectors.entries()) values.set(vector, row * dimension)
  await index.write(documents, { values, rows: vectors.length, dimension })
  await index.commit()
  return index
}

function print(
  {
    machine,
    model,
    encoding,
    search,
  }: {
    machine: { anlam: string; node: string; platform: string; processor: string; threads: number }
    model: { model: string; provider: string; precision: string; threads: number }
    encoding: EncodingPace
    search: SearchPace & { index: string | null; effort: number }
  },
  { out }: Context,
): void {
  const { processor, threads, platform, node, anlam } = machine
  out.line(say`machine    ${processor}, ${threads} threads, ${platform}, node ${node}, anlam ${anlam}`)
  out.line(say`model      ${model.model}, ${model.provider}, ${model.precision}, ${model.threads} threads`)
  const { sentencesPerSecond, tokensPerSentence } = encoding
  out.line(
    say`encoding   ${out.bold(say`${fixed(sentencesPerSecond, 0)} sentences a second`)}, of ${fixed(tokensPerSentence, 0)} tokens`,
  )
  const where = search.index === null ? say`bundled corpus` : search.index
  out.line(
    say`query      ${out.bold(say`${fixed(search.encoding.median + search.search.median, 1)} ms`)}: `,
    say`${fixed(search.encoding.median, 1)} to encode it, ${fixed(search.search.median, 1)} to search ${search.passages} passages (${where}); `,
    say`one of twenty takes more than ${fixed(search.encoding.p95 + search.search.p95, 1)} ms`,
  )
  out.line(
    say`recall@${search.k}  ${out.bold(out.number(fixed(search.recall, 3)))} of ${search.queries} queries, at effort ${search.effort}`,
  )
}
