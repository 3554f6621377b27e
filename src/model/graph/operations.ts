import { LEFT_LARGEST, LEFT_ZERO } from '../../onnx/byte-range.js'
import { DataType, type FloatType, type GraphBuilder, type Value } from '../../onnx/graph.js'
import type { QuantizedWeights } from '../checkpoint/int8.js'
import type { Activation, TransformerModule } from '../checkpoint/types.js'
import type { Weights } from '../checkpoint/weights.js'

export interface TransformerOptions {
  /** `first` computes the last layer only for the first token of each text. */
  output: 'all' | 'first'
  /** Matrices to multiply in int8. Activations are quantised at run time, with one scale per product or per token. */
  quantized?: QuantizedWeights | undefined
  /** Compute in float16. */
  half?: boolean | undefined
  /** Use operators that onnxruntime's GPU kernels support. */
  gpu?: boolean | undefined
}

const PREFIXES = ['', 'roberta.', 'bert.', 'model.', 'distilbert.', 'mpnet.', 'electra.']

/**
 * What stands before the names of an encoder's weights: a model with a head keeps the encoder as a part.
 * @param name of a weight that every encoder of the family has
 */
export function prefixOf(weights: Weights, name = 'embeddings.word_embeddings.weight'): string {
  return PREFIXES.find(prefix => weights.has(prefix + name)) ?? ''
}

/** Scales stay above it, so that a token of zeros has one. */
const LEAST_VALUE = 1e-20

/** The operations that layers of all families consist of, over the weights of one module. */
export class Operations {
  readonly type: FloatType

  constructor(
    readonly g: GraphBuilder,
    private readonly module: TransformerModule,
    private readonly prefix: string,
    private readonly options: Pick<TransformerOptions, 'quantized' | 'half'>,
  ) {
    this.type = options.half ? DataType.FLOAT16 : DataType.FLOAT
  }

  /** A vector, such as a bias. */
  vector(name: string, size: number): Value {
    return this.g.weight(this.take(name, size), this.type)
  }

  /** Rows of a table. */
  rows(name: string, size: number, width: number, indices: Value): Value {
    return this.g.rows(this.take(name, size, width), indices, this.type)
  }

  /**
   * A product with a matrix in PyTorch's [outputs, inputs] layout: a single `Gemm` over the tokens of all texts, which
   * takes the stored weights as they are (`transB`).
   * @param uneven tokens of `x` differ greatly in their largest values, as they do in feed-forward parts: with one scale for
   * all of them, int8 would leave the small ones a few steps
   */
  linear(
    x: Value,
    name: string,
    outputs: number,
    inputs: number,
    { bias = true, uneven = false } = {},
  ): Value {
    const { g } = this
    const { quantized, half } = this.options
    const weight = this.take(`${name}.weight`, outputs, inputs)
    const addend = bias ? [this.vector(`${name}.bias`, outputs)] : []
    const int8 = quantized?.get(weight.name)
    if (!int8) {
      // In float16 a conversion must not depend on other values, so that it is done once, at load time.
      const matrix = half ? g.weight(weight, this.type) : g.weight(weight, this.type, x)
      return g.node('Gemm', [x, matrix, ...addend], { attributes: { transB: 1 } })
    }
    const zero = int8.zero === 0 ? '' : g.byte(int8.zero)
    const matrix = [g.stored(int8.weight), g.stored(int8.scale)] as const
    if (!uneven)
      return g.node('DynamicQuantizeMatMul', [x, ...matrix, zero, ...addend], { domain: 'com.microsoft' })
    const scaled = this.byToken(x, ...matrix, zero)
    return bias ? g.node('Add', [scaled, ...addend]) : scaled
  }

  /** A product in int8 for which each token's values are rounded with a scale of their own. */
  private byToken(x: Value, weight: Value, weightScale: Value, weightZero: Value): Value {
    const { g } = this
    const largest = g.node('ReduceMax', [g.node('Abs', [x])], { attributes: { axes: [1], keepdims: 0 } })
    const scale = g.node('Mul', [
      g.node('Max', [largest, g.float(LEAST_VALUE)]),
      g.float(1 / LEFT_LARGEST.full),
    ])
    const zero = g.byte(LEFT_ZERO.full)
    const zeros = g.node('Expand', [zero, g.node('Shape', [scale])])
    const codes = g.node('QuantizeLinear', [x, scale, zeros], { attributes: { axis: 0 } })
    const product = g.node(
      'MatMulIntegerToFloat',
      // It has one scale for all tokens at most.
      [codes, weight, g.float(1), weightScale, zero, weightZero],
      { domain: 'com.microsoft' },
    )
    return g.node('Mul', [product, g.node('Unsqueeze', [scale, g.ints(1)])])
  }

  /**
   * onnxruntime's `SkipLayerNormalization` is not used: on the CPU it takes four times as long as `Add` and
   * `LayerNormalization`.
   */
  layerNorm(x: Value, name: string, { width = this.module.hidden, bias = true } = {}): Value {
    const parts = [
      this.vector(`${name}.weight`, width),
      ...(bias ? [this.vector(`${name}.bias`, width)] : []),
    ]
    return this.g.node('LayerNormalization', [x, ...parts], { attributes: this.normalizing() })
  }

  /** @param plusOne as in Gemma, whose weights are stored less one */
  rmsNorm(x: Value, name: string, width: number, plusOne: boolean): Value {
    const { g } = this
    const stored = this.vector(`${name}.weight`, width)
    const weight = plusOne ? g.node('Add', [stored, this.scalar(1)]) : stored
    return g.node('SimplifiedLayerNormalization', [x, weight], { attributes: this.normalizing() })
  }

  /** Of vectors of all tokens, those of the first token of each text: [batch, hidden]. */
  ofFirstTokens(x: Value, slots: Value): Value {
    const { g } = this
    const tokens = g.node('Gather', [slots, g.ints(0)], { attributes: { axis: 1 } })
    return g.node('Reshape', [g.node('Gather', [x, tokens]), g.ints(-1, this.module.hidden)])
  }

  /** A number in the type of computation. */
  scalar(value: number): Value {
    const number = this.g.float(value)
    return this.type === DataType.FLOAT ? number : this.g.cast(number, this.type)
  }

  private normalizing(): Record<string, number | { float: number }> {
    return { axis: -1, epsilon: { float: this.module.epsilon } }
  }

  private take(name: string, ...shape: number[]) {
    return this.module.weights.take(`${this.prefix}${name}`, shape)
  }
}

/** `gelu` is the exact form, with the error function. */
export function activate(g: GraphBuilder, x: Value, activation: Activation): Value {
  switch (activation) {
    case 'gelu':
      return g.node('Gelu', [x], { domain: 'com.microsoft' })
    case 'gelu-tanh':
      return g.node('FastGelu', [x], { domain: 'com.microsoft' })
    case 'silu':
      return g.node('QuickGelu', [x], { domain: 'com.microsoft', attributes: { alpha: { float: 1 } } })
    case 'relu':
      return g.node('Relu', [x])
    case 'tanh':
      return g.node('Tanh', [x])
    case 'sigmoid':
      return g.node('Sigmoid', [x])
    case 'identity':
      return x
  }
}
