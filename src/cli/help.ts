import { type Argument, type Command, Help, type Option } from 'commander'
import { say } from '../messages/said.js'
import type { Speech } from '../messages/speech.js'
import { examplesOf } from './examples.js'
import { commandMeantBy } from './other-names.js'

/**
 * Makes Commander throw instead of ending the process, speak a language, and end its help with examples; it needs this for
 * each command.
 * @param path names of the command and of those above it, without `anlam`
 */
export function prepare(command: Command, speech: Speech, path = ''): void {
  command
    .exitOverride()
    .configureHelp(helpIn(speech))
    .helpOption('-h, --help', speech.whole('display help for command'))
    .addHelpText('after', () => exampleLines(path, speech))
    .configureOutput({
      outputError: (text, write) =>
        write(`${inLanguage(text, speech)}\n${wayOut(text, command, path, speech)}`),
    })
  if (command.commands.length > 0)
    command.helpCommand('help [command]', speech.whole('display help for command'))
  for (const child of command.commands)
    prepare(child, speech, path === '' ? child.name() : `${path} ${child.name()}`)
}

/** Descriptions and titles of Commander's help in a language. */
function helpIn(speech: Speech): Partial<Help> {
  const plain = new Help()
  const translated = <T extends { description: string }>(item: T): T =>
    Object.assign(Object.create(item), { description: speech.description(item.description) }) as T
  /** What Commander adds itself, such as the choices. */
  const withExtras = (text: string): string =>
    text
      .replace(/\((choices|default): /, (_, word: string) => `(${speech.whole(word)}: `)
      .replace(/, default: ([^)]*\))$/, (_, rest: string) => `, ${speech.whole('default')}: ${rest}`)
  /** Commander's own words in a line of usage. */
  const inBrackets = (usage: string): string =>
    usage.replaceAll(/\[(options|command)\]/g, (_, word: string) => `[${speech.whole(word)}]`)
  return {
    commandUsage: command => inBrackets(plain.commandUsage(command)),
    subcommandTerm: command => inBrackets(plain.subcommandTerm(command)),
    commandDescription: command => speech.description(command.description()),
    subcommandDescription: command => speech.description(command.description()),
    optionDescription: (option: Option) => withExtras(plain.optionDescription(translated(option))),
    argumentDescription: (argument: Argument) => withExtras(plain.argumentDescription(translated(argument))),
    styleTitle: title => speech.whole(title),
  }
}

function exampleLines(path: string, speech: Speech): string {
  const lines = examplesOf(path).map(({ line, does }) => `  anlam ${line}   # ${speech.whole(does)}`)
  return lines.length === 0 ? '' : ['', speech.whole('Examples:'), ...lines].join('\n')
}

/** A message of Commander's: lines, the second of which may be a suggestion. */
function inLanguage(text: string, speech: Speech): string {
  return text
    .trimEnd()
    .split('\n')
    .map(line => speech.message(line) ?? line)
    .join('\n')
}

/** What to do instead, where Commander has no suggestion. */
function wayOut(text: string, command: Command, path: string, speech: Speech): string {
  if (text.includes('Did you mean')) return ''
  const [, name] = /unknown command '([^']+)'/.exec(text) ?? []
  return name === undefined ? asText(text, command, path, speech) : otherCommand(name, path, speech)
}

function otherCommand(typed: string, path: string, speech: Speech): string {
  const meant = path === '' ? commandMeantBy(typed) : undefined
  const help = path === '' ? 'anlam --help' : `anlam ${path} --help`
  return `${speech.text(meant === undefined ? say`(\`${help}\` lists the commands)` : say`(Did you mean ${meant}?)`)}\n`
}

/** A text that begins with a hyphen was probably meant as one. */
function asText(text: string, command: Command, path: string, speech: Speech): string {
  const [, given] = /unknown option '(-[^']+)'/.exec(text) ?? []
  const takesText = command.registeredArguments.length > 0 && command.commands.length === 0
  if (given === undefined || !takesText) return ''
  const line = `anlam ${path} -- "${given}"`
  return `${speech.text(say`(what begins with a hyphen and is no option goes behind --: ${line})`)}\n`
}
