import { Random } from './random.js'

const SEED = 1

/** One part of a cross-validation: rows, ascending. */
export interface Fold {
  /** Rows to predict. */
  heldOut: number[]
  /** Rows to learn from: those that share no key with any held-out row. */
  rest: number[]
}

/**
 * Parts rows into folds so that no held-out row shares a key with a row learnt from. Rows linked by keys, directly or
 * through others, are dealt out together as far as folds have room; where links reach beyond a fold, the rows on the
 * other side are in neither part. Every row is held out once. Deterministic.
 * @param keys of each row, such as its texts or its group; a row without keys is linked to none
 * @param count of folds; fewer if there are fewer rows
 */
export function foldsApart(keys: readonly (readonly string[])[], count: number): Fold[] {
  const order = linkedOrder(keys)
  const folds = Math.min(count, order.length)
  return Array.from({ length: folds }, (_, fold) => {
    const heldOut = order.slice(
      Math.floor((fold * order.length) / folds),
      Math.floor(((fold + 1) * order.length) / folds),
    )
    const rows = new Set(heldOut)
    const taken = new Set(heldOut.flatMap(row => keys[row]!))
    const rest = [...keys.keys()].filter(row => !rows.has(row) && !keys[row]!.some(key => taken.has(key)))
    return { heldOut: heldOut.sort((a, b) => a - b), rest }
  })
}

/** All rows in random order, except that linked ones follow one another, breadth first. */
function linkedOrder(keys: readonly (readonly string[])[]): number[] {
  const rowsOf = new Map<string, number[]>()
  for (const [row, own] of keys.entries())
    for (const key of own) {
      const rows = rowsOf.get(key)
      if (rows) rows.push(row)
      else rowsOf.set(key, [row])
    }
  const seen = new Uint8Array(keys.length)
  const order: number[] = []
  const visit = (row: number): void => {
    if (seen[row]) return
    seen[row] = 1
    order.push(row)
  }
  for (const start of new Random(SEED).shuffle([...keys.keys()])) {
    let at = order.length
    visit(start)
    for (; at < order.length; at++)
      for (const key of keys[order[at]!]!) {
        for (const row of rowsOf.get(key) ?? []) visit(row)
        // Visited whole, so that a key of many rows costs once.
        rowsOf.delete(key)
      }
  }
  return order
}
