import { Command } from 'commander'
import { say } from '../messages/said.js'
import type { GlossaryEntry } from '../turkish/glossary-entry.js'
import { type CommonFlags, type Context, command, withContext, withIndex } from './context.js'

export function glossaryCommand(): Command {
  return new Command('glossary')
    .description(
      'terms with several names, which searches treat as equal: those of an index beside the bundled ones',
    )
    .addCommand(showCommand())
    .addCommand(setCommand())
    .addCommand(removeCommand())
}

function showCommand(): Command {
  return withIndex(command('show', "all names of a term; without one, the index's own terms"))
    .argument('[term]', 'one of its names, in any form')
    .action((term: string | undefined, flags: CommonFlags) =>
      withContext(flags, context => show(term, context)),
    )
}

async function show(term: string | undefined, { config, out }: Context): Promise<void> {
  const { meaningsOf, ownTerms } = await import('../search/glossaries.js')
  const { index } = config
  const entries = term === undefined ? await ownTerms(config, index) : await meaningsOf(config, index, term)
  if (out.options.json) out.json({ index, ...(term === undefined ? {} : { term }), entries })
  else for (const entry of entries) out.line(described(entry))
  if (entries.length > 0) return
  out.note(
    term === undefined
      ? say`index ${index} has no terms of its own; \`anlam glossary set FILE\` gives it some`
      : say`neither the bundled glossary nor that of index ${index} has ${JSON.stringify(term)}`,
  )
}

function described({ id, tr, en, abbr }: GlossaryEntry): string {
  return `${id}: ${[tr, en, abbr]
    .filter(names => names.length > 0)
    .map(names => names.join(', '))
    .join(' | ')}`
}

function setCommand(): Command {
  return withIndex(command('set', "replace the index's own terms by those of a file"))
    .argument('<file>', 'JSON lines of {"id","tr":[…],"en":[…],"abbr":[…]}')
    .action((file: string, flags: CommonFlags) => withContext(flags, context => set(file, context)))
}

async function set(file: string, { config, out }: Context): Promise<void> {
  const { setGlossary } = await import('../search/glossaries.js')
  const { index } = config
  const entries = await setGlossary(config, index, file)
  if (out.options.json) out.json({ index, entries })
  else out.line(say`${out.bold(index)}: ${entries} terms of its own`)
  out.note(say`a running server uses them once it has opened the index again`)
}

function removeCommand(): Command {
  return withIndex(command('remove', "remove the index's own terms")).action((flags: CommonFlags) =>
    withContext(flags, remove),
  )
}

async function remove({ config, out }: Context): Promise<void> {
  const { removeGlossary } = await import('../search/glossaries.js')
  await removeGlossary(config, config.index)
  if (out.options.json) out.json({ index: config.index, entries: 0 })
  else out.line(say`${out.bold(config.index)}: no terms of its own`)
}
