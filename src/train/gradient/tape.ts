import { AnlamError } from '../../errors.js'
import type { GraphBuilder, Value } from '../../onnx/graph.js'

/** Size of an axis. A name stands for a size that is known only when the graph runs. */
export type Dim = number | string

/** A float32 value of a graph whose gradients may be wanted. */
export interface Tensor {
  readonly value: Value
  readonly shape: readonly Dim[]
  /** Whether it depends on a variable. Nothing is computed backwards towards other tensors. */
  readonly differentiable: boolean
}

/** Adds the nodes of an input's gradient. Runs at most once, and only if that gradient is wanted. */
export type Pullback = () => Value

/** From the gradient of a node's output to the pullbacks of its inputs, in their order. */
export type Rule = (gradient: Value) => readonly Pullback[]

/**
 * Reverse-mode differentiation of an ONNX graph while it is being written. Operators (the other files of this folder)
 * add their nodes to the graph and record how to go back; `gradients` then adds the nodes of the backward pass.
 */
export class Tape {
  private readonly records: { output: Tensor; inputs: readonly Tensor[]; rule: Rule }[] = []

  constructor(readonly graph: GraphBuilder) {}

  /** A value without a gradient. */
  constant(value: Value, shape: readonly Dim[]): Tensor {
    return { value, shape, differentiable: false }
  }

  /** A value to differentiate with respect to. */
  variable(value: Value, shape: readonly Dim[]): Tensor {
    return { value, shape, differentiable: true }
  }

  /** The output of an operator. */
  record(value: Value, shape: readonly Dim[], inputs: readonly Tensor[], rule: Rule): Tensor {
    const output = { value, shape, differentiable: inputs.some(input => input.differentiable) }
    if (output.differentiable) this.records.push({ output, inputs, rule })
    return output
  }

  /**
   * Adds the backward pass.
   *
   * @param output any tensor of the tape
   * @param seed its gradient, of the same shape
   * @param variables what to differentiate with respect to
   * @returns gradients of the variables, each of its variable's shape
   * @throws AnlamError `internal` if the output does not depend on a variable
   */
  gradients(output: Tensor, seed: Value, variables: readonly Tensor[]): Value[] {
    const parts = new Map<Value, Value[]>([[output.value, [seed]]])
    for (const { output, inputs, rule } of [...this.records].reverse()) {
      const gradient = this.sum(parts.get(output.value))
      if (gradient === undefined) continue
      parts.delete(output.value)
      const pullbacks = rule(gradient)
      inputs.forEach(({ value, differentiable }, i) => {
        if (!differentiable) return
        const others = parts.get(value) ?? []
        parts.set(value, [...others, pullbacks[i]!()])
      })
    }
    return variables.map(({ value }) => {
      const gradient = this.sum(parts.get(value))
      if (gradient === undefined) throw new AnlamError('internal', `the output does not depend on ${value}`)
      return gradient
    })
  }

  private sum(parts: readonly Value[] = []): Value | undefined {
    if (parts.length === 0) return undefined
    return parts.reduce((sum, part) => this.graph.node('Add', [sum, part]))
  }
}

/** Computes a value at its first use, so that pullbacks can share nodes that none of them may need. */
export function once(compute: () => Value): () => Value {
  let value: Value | undefined
  return () => {
    value ??= compute()
    return value
  }
}
