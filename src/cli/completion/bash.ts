import type { CompletedCommand, CompletedOption, Value } from './words.js'

/** A script for bash 3.2 or newer. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  return `# Completion of anlam in bash, as \`anlam completion bash\` writes it.

_anlam_commands() {
  case "$1" in
${commands
  .filter(({ subcommands }) => subcommands.length > 0)
  .map(subcommandCase)
  .join('\n')}
  esac
}

_anlam_options() {
  case "$1" in
${commands.map(({ path, options }) => `    "${path}") echo "${options.map(({ name }) => name).join(' ')}" ;;`).join('\n')}
  esac
}

# What may stand behind an option: words, or a kind of name after an @. Fails for one without a value.
_anlam_value() {
  case "$1 $2" in
${valueCases(commands).join('\n')}
    *) return 1 ;;
  esac
}

_anlam_argument() {
  case "$1" in
${commands.flatMap(({ path, argument }) => (argument === undefined ? [] : [`    "${path}") echo "${wordsOf(argument)}" ;;`])).join('\n')}
  esac
}

_anlam_indexes() {
  anlam list --json 2>/dev/null | grep -o '"index":"[^"]*"' | cut -d '"' -f 4
}

_anlam() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" path="" waiting="" plain="" word kind i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [ -n "$waiting" ]; then waiting=""
    elif [ "$word" = -- ]; then plain=yes; break
    elif [ "\${word#-}" != "$word" ]; then
      if _anlam_value "$path" "$word" >/dev/null; then waiting="$word"; fi
    else
      case " $(_anlam_commands "$path") " in
        *" $word "*) path="\${path:+$path }$word" ;;
      esac
    fi
  done
  if [ -n "$waiting" ]; then kind="$(_anlam_value "$path" "$waiting")"
  elif [ -z "$plain" ] && [ "\${cur#-}" != "$cur" ]; then kind="$(_anlam_options "$path")"
  else
    kind="$(_anlam_commands "$path")"
    if [ -z "$kind" ]; then kind="$(_anlam_argument "$path")"; fi
  fi
  case "$kind" in
    @file) compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$cur")) ;;
    @folder) compopt -o dirnames 2>/dev/null || COMPREPLY=($(compgen -d -- "$cur")) ;;
    @index) COMPREPLY=($(compgen -W "$(_anlam_indexes)" -- "$cur")) ;;
    @anything) ;;
    *) COMPREPLY=($(compgen -W "$kind" -- "$cur")) ;;
  esac
}

complete -F _anlam anlam
`
}

function subcommandCase({ path, subcommands }: CompletedCommand): string {
  return `    "${path}") echo "${subcommands.map(({ name }) => name).join(' ')}" ;;`
}

/** One case for all commands in which an option has the same values. */
function valueCases(commands: readonly CompletedCommand[]): string[] {
  const patterns = new Map<string, string[]>()
  for (const { path, options } of commands)
    for (const option of options)
      if (hasValue(option)) {
        const words = wordsOf(option.value)
        patterns.set(words, [...(patterns.get(words) ?? []), `"${path} ${option.name}"`])
      }
  return [...patterns].map(([words, all]) => `    ${all.join(' | ')}) echo "${words}" ;;`)
}

function hasValue(option: CompletedOption): option is CompletedOption & { value: Value } {
  return option.value !== undefined
}

function wordsOf(value: Value): string {
  return typeof value === 'string' ? `@${value}` : value.join(' ')
}
