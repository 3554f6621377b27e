import { type Command, InvalidArgumentError } from 'commander'
import { setOwn } from '../basics/document.js'
import { AnlamError } from '../errors.js'
import type { SearchIndex } from '../index/types.js'
import { say } from '../messages/said.js'
import type { Metadata } from '../types.js'
import { type CommonFlags, type Context, command, withContext, withIndex } from './context.js'
import { userName } from './user-name.js'

interface Flags extends CommonFlags {
  /** Null for a field that is taken away. */
  set?: Metadata
}

export function tagCommand(): Command {
  return withIndex(command('tag', 'set fields of metadata of documents, so that it can be undone'))
    .argument('<id...>', 'ids of documents or passages')
    .requiredOption(
      '--set <field>',
      'field=value; field= takes the field away; may be repeated',
      (text: string, before: Metadata | undefined) => {
        const [, field, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
        if (field === undefined) throw new InvalidArgumentError('it must be field=value')
        const set = { ...before }
        setOwn<Metadata[string]>(set, field, value === '' ? null : value!)
        return set
      },
    )
    .action((ids: string[], flags: Flags) => withContext(flags, context => run(ids, flags.set!, context)))
}

async function run(ids: readonly string[], set: Metadata, { config, out, signal }: Context): Promise<void> {
  const { openIndex } = await import('../compose.js')
  const { tagDocuments } = await import('../curation/tags.js')
  const index = await openIndex(config, config.index, 'writer', out, { inCallingThread: true })
  try {
    const passages = await passagesOf(index, [...new Set(ids)])
    const { id, merged } = await tagDocuments(index, { ids: passages, set, by: userName(), signal })
    await index.commit()
    if (out.options.json) {
      out.json({ index: config.index, tagged: merged, removal: id })
      return
    }
    out.line(say`${out.bold(config.index)}: tagged ${merged} documents`)
    out.line(say`  anlam undo ${id} --index ${config.index} takes it back`)
  } finally {
    await index.close()
  }
}

/** The passages that ids name: themselves, or the first one of a document. */
async function passagesOf(index: SearchIndex, ids: readonly string[]): Promise<string[]> {
  const found = await index.get(ids)
  const passages: string[] = []
  for (const [i, id] of ids.entries()) {
    const passage = found[i] ?? (await index.document(id))?.passages[0]
    if (!passage)
      throw new AnlamError('not-found', `index ${index.name} has no document ${JSON.stringify(id)}`)
    passages.push(passage.id)
  }
  return passages
}
