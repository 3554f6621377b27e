import type { Argument, Command, Option } from 'commander'

/** What stands in the place of a value: one of some words, a file, a folder, the name of an index, or anything. */
export type Value = readonly string[] | 'file' | 'folder' | 'index' | 'anything'

export interface CompletedOption {
  /** `--index`; a short form is another entry. */
  name: string
  description: string
  /** Absent for an option without a value, or whose value may be left out. */
  value?: Value
}

export interface CompletedCommand {
  /** Names of the command and those above it with spaces between, without the program's. */
  path: string
  description: string
  /** Names of its subcommands. */
  subcommands: readonly { name: string; description: string }[]
  options: readonly CompletedOption[]
  /** What its arguments are; undefined if it has none. */
  argument?: Value
}

/** Says a description in the language of whoever completes. */
type Translate = (description: string) => string

/** All commands with their options, as the program declares them: shells complete from this. */
export function completedCommands(program: Command, translate: Translate = text => text): CompletedCommand[] {
  return [...walk(program, '', translate)]
}

function* walk(command: Command, path: string, translate: Translate): Generator<CompletedCommand> {
  const subcommands = command.commands.map(each => ({
    name: each.name(),
    description: translate(each.description()),
  }))
  const [argument] = command.registeredArguments
  yield {
    path,
    description: translate(command.description()),
    subcommands,
    options: [
      ...command.options.flatMap(option => toCompleted(option, translate)),
      { name: '--help', description: translate('display help for command') },
    ],
    ...(argument === undefined ? {} : { argument: valueOfArgument(argument, path) }),
  }
  for (const each of command.commands)
    yield* walk(each, path === '' ? each.name() : `${path} ${each.name()}`, translate)
}

function toCompleted(option: Option, translate: Translate): CompletedOption[] {
  const { long, short } = option
  const description = translate(option.description)
  const rest = { description, ...(option.required ? { value: valueIn(option) } : {}) }
  return [long, short].flatMap(name => (name ? { name, ...rest } : []))
}

/** By the words that are allowed, or by what the place of the value is called in the help. */
function valueIn({ argChoices, flags }: Option): Value {
  if (argChoices) return argChoices
  const place = /[<[]([\w-]+)/.exec(flags)?.[1] ?? ''
  if (flags.includes('--index <') || flags.includes('--corpus <index>')) return 'index'
  if (place === 'file' || place === 'path') return 'file'
  return place === 'dir' ? 'folder' : 'anything'
}

/** Arguments that are files. */
const FILES: ReadonlySet<string> = new Set(['path', 'file', 'files', 'pairs', 'table'])
/** Commands whose first argument is the name of an index. */
const OF_INDEX: ReadonlySet<string> = new Set(['backup', 'delete'])

function valueOfArgument(argument: Argument, path: string): Value {
  if (argument.argChoices) return argument.argChoices
  if (OF_INDEX.has(path)) return 'index'
  return FILES.has(argument.name()) ? 'file' : 'anything'
}
