import { CODE_ZERO, LEFT_LARGEST } from './byte-range.js'
import { DataType, GraphBuilder, type OnnxModel, type Value } from './graph.js'

/** Sums of products of codes are exact in float32 up to this. */
const EXACT = 2 ** 24

/** Whether `buildBestCodes` computes exact products of codes with so many dimensions. */
export function areBestExact(dimension: number): boolean {
  return dimension * LEFT_LARGEST.reduced ** 2 <= EXACT
}

/** How constant rows are divided. Measured on an H200 (decision 72). */
export interface Slabs {
  /** Rows of a slab. */
  width: number
  /** Slabs of which each gives one product to a maximum. */
  group: number
}

const SLABS: Slabs = { width: 4096, group: 8 }

/** For each row of `a`, the best of some constant rows: [m, best] both, products in descending order. */
interface Best {
  products: Value
  /** int64 */
  places: Value
}

/**
 * Builds a graph that finds, for each row of `a` uint8 [m, dimension], the best of constant rows: `products` float
 * [m, best] in descending order, and `places` int32 [m, best]. Of equal products any may be named. Both sides are as in
 * `buildCodeProducts`. They are multiplied as floats, which GPUs do fast: codes fit the 11 bits to which some of them
 * round factors, and sums are exact (`areBestExact`). Constant rows stay bytes until they are multiplied, unless
 * constants are folded.
 *
 * TopK of all products takes longer than computing them. So it takes the best of each group of slabs by way of the
 * maxima of products at the same column: see `bestOfGroup`. The best of all are among those of the groups.
 * @param codes [count, dimension]
 * @param best at most count
 */
export function buildBestCodes(
  codes: Uint8Array,
  dimension: number,
  best: number,
  { width, group }: Slabs = SLABS,
): OnnxModel {
  const g = new GraphBuilder()
  const zero = g.float(CODE_ZERO)
  const floats = (bytes: Value): Value => g.node('Sub', [g.cast(bytes, DataType.FLOAT), zero])
  const a = floats(g.input('a', DataType.UINT8, ['m', dimension]))
  const multiply = (from: number, rows: number): Value => {
    const some = codes.subarray(from * dimension, (from + rows) * dimension)
    const b = floats(g.constant(DataType.UINT8, [rows, dimension], some))
    return g.node('Gemm', [a, b], { attributes: { transB: 1 } })
  }
  const found: Best[] = []
  const add = (from: number, slabs: number, rows: number): void => {
    const products = Array.from({ length: slabs }, (_, i) => multiply(from + i * rows, rows))
    const { places, ...rest } = bestOfGroup(g, products, rows, best)
    found.push({ ...rest, places: g.node('Add', [places, g.ints(from)]) })
  }
  const count = codes.length / dimension
  const whole = Math.floor(count / width)
  for (let slab = 0; slab < whole; slab += group) add(slab * width, Math.min(group, whole - slab), width)
  if (count > whole * width) add(whole * width, 1, count - whole * width)
  const { products, places } = bestOfAll(g, found, best)
  g.output(products, 'products', ['m', best])
  // Half the bytes to be copied from the device.
  g.output(g.cast(places, DataType.INT32), 'places', ['m', best], DataType.INT32)
  return g.finish('best-codes')
}

/**
 * The best of slabs of equal width: they are in the `best` columns whose greatest products are greatest. For if a
 * product is in none of them, each of these columns has one that is as great, so `best` others are at least as good.
 * @param slabs products [m, width]
 * @returns as many as are wanted or there are
 */
function bestOfGroup(g: GraphBuilder, slabs: readonly Value[], width: number, best: number): Best {
  const most = Math.min(best, width)
  if (slabs.length === 1) return topK(g, slabs[0]!, most)
  const columns = topK(g, g.node('Max', slabs), most).places
  // [m, slabs × most], slab by slab
  const chosen = side(
    g,
    slabs.map(products => pick(g, products, columns)),
  )
  const { products, places } = topK(g, chosen, Math.min(best, slabs.length * most))
  const slab = g.node('Div', [places, g.ints(most)])
  const column = pick(g, columns, g.node('Sub', [places, g.node('Mul', [slab, g.ints(most)])]))
  return { products, places: g.node('Add', [g.node('Mul', [slab, g.ints(width)]), column]) }
}

function bestOfAll(g: GraphBuilder, found: readonly Best[], best: number): Best {
  if (found.length === 1) return found[0]!
  const all = found.map(({ products }) => products)
  const { products, places } = topK(g, side(g, all), best)
  const where = found.map(each => each.places)
  return { products, places: pick(g, side(g, where), places) }
}

function topK(g: GraphBuilder, x: Value, k: number): Best {
  const [products, places] = g.nodes('TopK', [x, g.ints(k)], ['products', 'places']) as [Value, Value]
  return { products, places }
}

/** Values of each row at some columns of its own. */
function pick(g: GraphBuilder, x: Value, columns: Value): Value {
  return g.node('GatherElements', [x, columns], { attributes: { axis: 1 } })
}

/** Puts matrices side by side. */
function side(g: GraphBuilder, matrices: readonly Value[]): Value {
  return g.node('Concat', matrices, { attributes: { axis: 1 } })
}
