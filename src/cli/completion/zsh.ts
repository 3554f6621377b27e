import type { CompletedCommand, Value } from './words.js'

/** A script for zsh, to be found as `_anlam` on its `fpath`. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef anlam
# Completion of anlam in zsh, as \`anlam completion zsh\` writes it.

_anlam_commands() {
  case "$1" in
${commands
  .filter(({ subcommands }) => subcommands.length > 0)
  .map(({ path, subcommands }) => `    ${quoted(path)}) reply=(${subcommands.map(described).join(' ')}) ;;`)
  .join('\n')}
    *) reply=() ;;
  esac
}

_anlam_options() {
  case "$1" in
${commands.map(({ path, options }) => `    ${quoted(path)}) reply=(${options.map(described).join(' ')}) ;;`).join('\n')}
  esac
}

# What may stand behind an option, or as an argument (--): words, or a kind of name after an @. Fails for none.
_anlam_value() {
  case "$1 $2" in
${commands.flatMap(valueCases).join('\n')}
    *) return 1 ;;
  esac
}

_anlam_complete() {
  case "$1" in
    @file) _files ;;
    @folder) _files -/ ;;
    @index) compadd -- $(anlam list --json 2>/dev/null | grep -o '"index":"[^"]*"' | cut -d '"' -f 4) ;;
    @anything) _message 'value' ;;
    *) compadd -- \${=1} ;;
  esac
}

_anlam() {
  local at="" waiting="" plain="" word i
  local -a reply
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    if [[ -n "$waiting" ]]; then waiting=""
    elif [[ "$word" == -- ]]; then plain=yes; break
    elif [[ "$word" == -* ]]; then
      if _anlam_value "$at" "$word" >/dev/null; then waiting="$word"; fi
    else
      _anlam_commands "$at"
      if (( \${reply[(I)$word:*]} )); then at="\${at:+$at }$word"; fi
    fi
  done
  if [[ -n "$waiting" ]]; then _anlam_complete "$(_anlam_value "$at" "$waiting")"; return; fi
  if [[ -z "$plain" && "\${words[CURRENT]}" == -* ]]; then
    _anlam_options "$at"
    _describe -o 'option' reply
    return
  fi
  _anlam_commands "$at"
  if (( \${#reply} )); then _describe 'command' reply
  else _anlam_complete "$(_anlam_value "$at" --)"
  fi
}

if [[ "$funcstack[1]" == _anlam ]]; then _anlam "$@"; else compdef _anlam anlam; fi
`
}

function described({ name, description }: { name: string; description: string }): string {
  return quoted(`${name.replaceAll(':', '\\:')}:${description}`)
}

function valueCases({ path, options, argument }: CompletedCommand): string[] {
  const cases = options.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]))
  if (argument !== undefined) cases.push(['--', argument])
  return cases.map(([name, value]) => `    ${quoted(`${path} ${name}`)}) echo ${quoted(wordsOf(value))} ;;`)
}

function wordsOf(value: Value): string {
  return typeof value === 'string' ? `@${value}` : value.join(' ')
}

/** A word in single quotes, in which only the single quote means something. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
