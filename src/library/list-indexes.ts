import { asAnlamError } from '../errors.js'
import type { IndexDescription, IndexEngine, IndexSize } from '../index/engine.js'

/** An index with its size, or why nothing is known of it. */
export type ListedIndex = { index: string } & (
  | ({ error?: undefined } & Pick<IndexDescription, 'model' | 'dimension' | 'unit'> & IndexSize)
  | { error: { code: string; message: string } }
)

/** All indexes of an engine, sorted by name. One that is damaged does not hide the others. */
export async function listIndexes(engine: IndexEngine): Promise<ListedIndex[]> {
  const listed: ListedIndex[] = []
  for (const name of await engine.list()) {
    try {
      const description = await engine.describe(name)
      // Deleted since.
      if (!description) continue
      const { model, dimension, unit } = description
      listed.push({ index: name, model, dimension, ...(unit ? { unit } : {}), ...(await engine.size(name)) })
    } catch (error) {
      const { code, message } = asAnlamError(error)
      if (code !== 'not-found') listed.push({ index: name, error: { code, message } })
    }
  }
  return listed
}
