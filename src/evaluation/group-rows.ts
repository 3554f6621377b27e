import { z } from 'zod'
import { cleanString, readRows, rowId } from '../basics/json-rows.js'
import { AnlamError } from '../errors.js'

const words = cleanString.pipe(z.string().min(1))
const GroupRow = z.object({
  id: rowId,
  topic: words,
  subtopic: words,
  texts: z.array(words).min(2),
  negative: words,
  query: words,
})

/**
 * Texts that say one thing in different words, with a text in nearly the same words that says another, and what one
 * would type to find them.
 */
export type Group = z.output<typeof GroupRow>

/**
 * Reads groups: `{"id","topic","subtopic","texts":[…],"negative","query"}`.
 * @throws AnlamError `not-found`; `invalid-input`, naming file and line, or an id that comes twice
 */
export async function readGroups(paths: readonly string[]): Promise<Group[]> {
  const groups: Group[] = []
  const seen = new Set<string>()
  for (const path of paths) {
    const rows = await readRows(path, GroupRow)
    if (rows.length === 0) throw new AnlamError('invalid-input', `${path} holds no groups`)
    for (const group of rows) {
      if (seen.has(group.id))
        throw new AnlamError('invalid-input', `${path}: group ${JSON.stringify(group.id)} comes twice`)
      seen.add(group.id)
      groups.push(group)
    }
  }
  return groups
}
