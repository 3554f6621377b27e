import { Random } from '../../basics/random.js'
import { DataType } from '../../onnx/graph.js'
import { maskRows } from '../gradient/dropout.js'
import type { Tape, Tensor } from '../gradient/tape.js'
import type { PlacedText } from './inputs.js'

/** Drops some of a site's values; there is a site after the embeddings and two in each layer. */
export type Drop = (x: Tensor, site: number) => Tensor

/** Masks to choose from. Two tokens share one at a site with a probability of 1 in so many. */
const MASKS = 1024
const MASK_SEED = 1

/**
 * Dropout that is the same on every machine and for every way of cutting a batch: a fixed table of masks, of which each
 * token takes another one, drawn by our own generator, at each site.
 */
export class Dropout {
  /** [masks, width]: 0, or what keeps the expected value */
  private readonly masks: Float32Array
  readonly sites: number

  /**
   * @param rate share of values to drop, below 1
   * @param layers of the transformer
   */
  constructor(
    rate: number,
    layers: number,
    private readonly width: number,
  ) {
    this.sites = 1 + 2 * layers
    this.masks = balancedMasks(rate, width)
  }

  /** Declares the input `dropout_rows`, int32 [sites, tokens]. */
  within(t: Tape): Drop {
    const { graph: g } = t
    const masks = g.constant(DataType.FLOAT, [MASKS, this.width], new Uint8Array(this.masks.buffer))
    const rows = g.input('dropout_rows', DataType.INT32, [this.sites, 'tokens'])
    return (x, site) =>
      maskRows(t, x, masks, g.node('Squeeze', [g.node('Gather', [rows, g.ints(site)]), g.ints(0)]))
  }

  /** @returns for each text the masks of its tokens, [tokens, sites] */
  draw(texts: readonly Pick<PlacedText, 'ids'>[], seed: number): Int32Array[] {
    const random = new Random(seed)
    return texts.map(({ ids }) =>
      Int32Array.from({ length: ids.length * this.sites }, () => random.below(MASKS)),
    )
  }

  /**
   * `dropout_rows` for texts.
   * @param drawn what `draw` gave for each of them
   */
  feed(drawn: readonly Int32Array[]): { data: Int32Array; dims: number[] } {
    const { sites } = this
    const tokens = drawn.reduce((sum, of) => sum + of.length / sites, 0)
    const data = new Int32Array(sites * tokens)
    let token = 0
    for (const of of drawn)
      for (let at = 0; at < of.length; at += sites, token++)
        for (let site = 0; site < sites; site++) data[site * tokens + token] = of[at + site]!
    return { data, dims: [sites, tokens] }
  }
}

/** Every column has the same number of zeros, so that its mean over all masks is exactly 1. */
function balancedMasks(rate: number, width: number): Float32Array {
  const dropped = Math.round(rate * MASKS)
  const random = new Random(MASK_SEED)
  const masks = new Float32Array(MASKS * width).fill(MASKS / (MASKS - dropped))
  const rows = Array.from({ length: MASKS }, (_, row) => row)
  for (let column = 0; column < width; column++)
    for (const row of random.shuffle(rows).slice(0, dropped)) masks[row * width + column] = 0
  return masks
}
