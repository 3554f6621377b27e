import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a model card says in its front matter. */
export interface ModelCard {
  licence: string | null
  /** Language codes, as the card lists them. */
  languages: string[]
}

const FENCE = '---'
const LICENCE = ['license', 'licence']
const LANGUAGES = ['language', 'languages']
const ITEM = '- '

/** Reads `README.md`'s front matter as far as licence and languages go: scalars, and lists in either form of YAML. */
export function readModelCard(directory: string): ModelCard {
  const path = join(directory, 'README.md')
  const card: ModelCard = { licence: null, languages: [] }
  const [first, ...lines] = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  if (first?.trim() !== FENCE) return card
  const end = lines.findIndex(line => line.trim() === FENCE)
  let isLanguages = false
  for (const line of lines.slice(0, Math.max(end, 0)).map(each => each.trim())) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0))
    const values = line
      .slice(colon + 1)
      .replaceAll(/[[\]]/g, '')
      .split(',')
      .map(unquoted)
      .filter(value => value !== '')
    if (isLanguages && line.startsWith(ITEM)) card.languages.push(unquoted(line.slice(ITEM.length)))
    else isLanguages = LANGUAGES.includes(name)
    if (LANGUAGES.includes(name)) card.languages.push(...values)
    if (LICENCE.includes(name)) card.licence = values[0] ?? null
  }
  return card
}

function unquoted(text: string): string {
  const trimmed = text.trim()
  const isQuoted =
    trimmed.length > 1 && ['"', "'"].some(mark => trimmed.startsWith(mark) && trimmed.endsWith(mark))
  return isQuoted ? trimmed.slice(1, -1) : trimmed
}
