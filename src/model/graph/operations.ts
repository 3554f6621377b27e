import { DataType, type FloatType, type GraphBuilder, type Value } from '../../onnx/graph.js'
import type { QuantizedWeights } from '../checkpoint/int8.js'
import type { Activation, TransformerModule } from '../checkpoint/types.js'
import type { Weights } from '../checkpoint/weights.js'

export interface TransformerOptions {
  /** `first` computes the last layer only for the first token of each text. */
  output: 'all' | 'first'
  /** Matrices to multiply in int8. Activations are quantised at run time, with one scale per product. */
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
   */
  linear(x: Value, name: string, outputs: number, inputs: number, { bias = true } = {}): Value {
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
    const factors = [x, g.stored(int8.weight), g.stored(int8.scale), zero, ...addend]
    return g.node('DynamicQuantizeMatMul', factors, { domain: 'com.microsoft' })
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
