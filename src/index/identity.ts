import { AnlamError } from '../errors.js'
import type { RolePrompts } from '../types.js'
import type { IndexIdentity } from './types.js'

/** What an encoder says of itself. */
interface Encoding {
  model: string
  fingerprint: string
  dimension: number
  prompts?: RolePrompts | undefined
}

/** What identifies an index, of something that may say more. */
export function identityOf({ model, fingerprint, dimension, unit, prompts }: IndexIdentity): IndexIdentity {
  return {
    model,
    fingerprint,
    dimension,
    ...(unit ? { unit } : {}),
    ...(prompts ? { prompts: { query: prompts.query, document: prompts.document } } : {}),
  }
}

/**
 * Checks that an encoder is the one that built an index.
 * @throws AnlamError `incompatible-index` naming both sides
 */
export function assertSameModel(name: string, index: IndexIdentity, encoder: Encoding): void {
  if (index.fingerprint === encoder.fingerprint && index.dimension === encoder.dimension) return
  const fail = (what: string): AnlamError =>
    new AnlamError('incompatible-index', `index ${name} was built ${what}`)
  const [made, wanted] = [index.prompts, encoder.prompts]
  const isSame = index.model === encoder.model
  if (isSame && made && wanted && (made.query !== wanted.query || made.document !== wanted.document))
    throw fail(
      `with ${describePrompts(made)}, not with ${describePrompts(wanted)}; undo that change, or index into another name`,
    )
  const side = ({ model, fingerprint, dimension }: Encoding): string =>
    `${model} (${fingerprint.slice(0, 12)}, ${dimension} dimensions)`
  let way = 'use that model, or index into another name'
  if (isSame && index.dimension !== encoder.dimension)
    way = `take ${index.dimension} dimensions, or index into another name`
  else if (isSame) way = 'what has this name has changed since; index the documents into another name'
  throw fail(`by ${side(index)}, not by ${side(encoder)}; ${way}`)
}

/** Prompts in a message: `the prompts "query: " and "passage: "`. */
export function describePrompts({ query, document }: RolePrompts): string {
  if (query === '' && document === '') return 'no prompts'
  return `the prompts ${JSON.stringify(query)} for queries and ${JSON.stringify(document)} for documents`
}
