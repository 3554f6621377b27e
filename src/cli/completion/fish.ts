import type { CompletedCommand, CompletedOption, Value } from './words.js'

/** A script for fish 3 or newer. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const groups = commands.filter(({ subcommands }) => subcommands.length > 0)
  const lines = [
    '# Completion of anlam in fish, as `anlam completion fish` writes it.',
    '',
    '# The command that is being typed: those words before the cursor that name one.',
    'function __anlam_path',
    '  set -l path',
    '  for word in (commandline -opc)[2..-1]',
    '    contains -- (string join -- " " $path $word) ' +
      `${commands.flatMap(({ path }) => (path === '' ? [] : quoted(path))).join(' ')}`,
    '    and set -a path $word',
    '  end',
    '  string join -- " " $path',
    'end',
    '',
    'function __anlam_at',
    '  set -l path (__anlam_path)',
    '  test "$path" = "$argv[1]"',
    'end',
    '',
    'function __anlam_indexes',
    `  anlam list --json 2>/dev/null | string match -ra '"index":"[^"]*"' | cut -d '"' -f 4`,
    'end',
    '',
    'complete -c anlam -f',
    ...groups.flatMap(({ path, subcommands }) =>
      subcommands.map(
        ({ name, description }) => `complete -c anlam -n ${at(path)} -a ${name} -d ${quoted(description)}`,
      ),
    ),
    ...commands.flatMap(({ path, options, argument }) => [
      ...options.map(option => optionLine(path, option)),
      ...(argument === undefined ? [] : [`complete -c anlam -n ${at(path)} ${valueIn(argument, false)}`]),
    ]),
  ]
  return `${lines.join('\n')}\n`
}

function at(path: string): string {
  return quoted(`__anlam_at '${path}'`)
}

function optionLine(path: string, { name, description, value }: CompletedOption): string {
  const flag = name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`
  const takes = value === undefined ? '' : ` ${valueIn(value, true)}`
  return `complete -c anlam -n ${at(path)} ${flag}${takes} -d ${quoted(description)}`
}

function valueIn(value: Value, isOption: boolean): string {
  if (value === 'file') return isOption ? '-r -F' : '-F'
  const only = isOption ? '-x ' : '-f '
  if (value === 'folder') return `${only}-a '(__fish_complete_directories)'`
  if (value === 'index') return `${only}-a '(__anlam_indexes)'`
  return value === 'anything' ? (isOption ? '-x' : '-f') : `${only}-a ${quoted(value.join(' '))}`
}

/** A word in single quotes, in which only a backslash and a single quote mean something. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
