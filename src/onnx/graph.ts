import { dirname, relative } from 'node:path'
import protobuf from 'protobufjs'
import type { TensorLocation } from './safetensors.js'

/** The part of onnx.proto3 (github.com/onnx/onnx) used by these graphs. Field numbers are the standard's. */
const schema = protobuf.Root.fromJSON({
  nested: {
    Model: message(
      { irVersion: [1, 'int64'], producerName: [2, 'string'], graph: [7, 'Graph'] },
      { opsets: [8, 'Opset'] },
    ),
    Opset: message({ domain: [1, 'string'], version: [2, 'int64'] }),
    Graph: message(
      { name: [2, 'string'] },
      {
        nodes: [1, 'Node'],
        initializers: [5, 'Tensor'],
        inputs: [11, 'ValueInfo'],
        outputs: [12, 'ValueInfo'],
      },
    ),
    Node: message(
      { name: [3, 'string'], opType: [4, 'string'], domain: [7, 'string'] },
      { inputs: [1, 'string'], outputs: [2, 'string'], attributes: [5, 'Attribute'] },
    ),
    Attribute: message(
      { name: [1, 'string'], f: [2, 'float'], i: [3, 'int64'], g: [6, 'Graph'], type: [20, 'int32'] },
      { ints: [8, 'int64'] },
    ),
    Tensor: message(
      { dataType: [2, 'int32'], name: [8, 'string'], rawData: [9, 'bytes'], dataLocation: [14, 'int32'] },
      { dims: [1, 'int64'], externalData: [13, 'Entry'] },
    ),
    Entry: message({ key: [1, 'string'], value: [2, 'string'] }),
    ValueInfo: message({ name: [1, 'string'], type: [2, 'Type'] }),
    Type: message({ tensorType: [1, 'TensorType'] }),
    TensorType: message({ elemType: [1, 'int32'], shape: [2, 'Shape'] }),
    Shape: message({}, { dims: [1, 'Dim'] }),
    Dim: message({ value: [1, 'int64'], param: [2, 'string'] }),
  },
})

type Fields = Record<string, [id: number, type: string]>

function message(single: Fields, repeated: Fields = {}): protobuf.IType {
  const fields: Record<string, protobuf.IField> = {}
  for (const [name, [id, type]] of Object.entries(single)) fields[name] = { id, type }
  for (const [name, [id, type]] of Object.entries(repeated)) fields[name] = { id, type, rule: 'repeated' }
  return { fields }
}

const Model = schema.lookupType('Model')

/** onnx.proto3 `TensorProto.DataType`. */
export const DataType = {
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  INT32: 6,
  INT64: 7,
  BOOL: 9,
  FLOAT16: 10,
  BFLOAT16: 16,
} as const
const ATTRIBUTE_FLOAT = 1
const ATTRIBUTE_INT = 2
const ATTRIBUTE_GRAPH = 5
const ATTRIBUTE_INTS = 7
const EXTERNAL = 1
/** The oldest IR version that supports everything used here. */
const IR_VERSION = 8
const OPSET = 17

const WEIGHT_TYPES: Partial<Record<TensorLocation['dtype'], number>> = {
  F32: DataType.FLOAT,
  F16: DataType.FLOAT16,
  BF16: DataType.BFLOAT16,
  I8: DataType.INT8,
  U8: DataType.UINT8,
}

/** Types that weights and activations can be computed in. */
export type FloatType = typeof DataType.FLOAT | typeof DataType.FLOAT16

/** Name of a value that flows between nodes. */
export type Value = string

/** An integer becomes an INT attribute, an array INTS, and `{ float }` a FLOAT. */
export type Attributes = Record<string, number | readonly number[] | { float: number }>

export interface NodeOptions {
  attributes?: Attributes
  /** `com.microsoft` for onnxruntime's own operators. */
  domain?: 'com.microsoft'
  /** Name of the node and its output; default generated. */
  name?: Value
}

export interface OnnxModel {
  /** Serialised ModelProto. */
  bytes: Uint8Array
  /** Folder of the model's external data; empty if it has none. */
  folder: string
}

/** Collects nodes and initialisers, and serialises them as an ONNX model. */
export class GraphBuilder {
  private written: object[] = []
  private readonly initializers: object[] = []
  private readonly inputs: object[] = []
  private readonly outputs: object[] = []
  private readonly external = new Map<TensorLocation, { name: Value; externalData: object[] }>()
  private count = 0

  /** @param shape numbers are fixed sizes, names are dynamic ones */
  input(name: string, dataType: number, shape: readonly (number | string)[]): Value {
    this.inputs.push(valueInfo(name, dataType, shape))
    return name
  }

  output(
    value: Value,
    name: string,
    shape: readonly (number | string)[],
    dataType: number = DataType.FLOAT,
  ): void {
    this.written.push({ name, opType: 'Identity', inputs: [value], outputs: [name], attributes: [] })
    this.outputs.push(valueInfo(name, dataType, shape))
  }

  /** Makes a value an output under its own name, without copying it. */
  publish(value: Value, shape: readonly (number | string)[], dataType: number): void {
    this.outputs.push(valueInfo(value, dataType, shape))
  }

  node(opType: string, inputs: readonly Value[], options: NodeOptions = {}): Value {
    const name = options.name ?? `${opType}_${this.count++}`
    this.add(opType, inputs, name, [name], options)
    return name
  }

  /** A node with several outputs, each named by a suffix; an empty one leaves that output out. */
  nodes(
    opType: string,
    inputs: readonly Value[],
    outputs: readonly string[],
    options: NodeOptions = {},
  ): Value[] {
    const name = options.name ?? `${opType}_${this.count++}`
    const names = outputs.map(output => (output === '' ? '' : `${name}.${output}`))
    this.add(opType, inputs, name, names, options)
    return names
  }

  private add(
    opType: string,
    inputs: readonly Value[],
    name: string,
    outputs: readonly Value[],
    { attributes: given = {}, domain }: NodeOptions,
  ): void {
    const attributes = Object.entries(given).map(([key, value]) => {
      if (typeof value === 'number') return { name: key, type: ATTRIBUTE_INT, i: value }
      if ('float' in value) return { name: key, type: ATTRIBUTE_FLOAT, f: value.float }
      return { name: key, type: ATTRIBUTE_INTS, ints: value }
    })
    this.written.push({ name, opType, domain: domain ?? '', inputs, outputs, attributes })
  }

  /**
   * Computes one of two values; the other branch does not run. Branches may use all values that exist before them.
   */
  choose(condition: Value, whenTrue: () => Value, whenFalse: () => Value): Value {
    const branch = (name: string, build: () => Value): object => {
      const outer = this.written
      this.written = []
      const outputs = [{ name: build() }]
      const g = { name, nodes: this.written, outputs }
      this.written = outer
      return { name, type: ATTRIBUTE_GRAPH, g }
    }
    const attributes = [branch('then_branch', whenTrue), branch('else_branch', whenFalse)]
    const name = `If_${this.count++}`
    this.written.push({ name, opType: 'If', domain: '', inputs: [condition], outputs: [name], attributes })
    return name
  }

  ints(...values: number[]): Value {
    const data = BigInt64Array.from(values, BigInt)
    return this.constant(DataType.INT64, [values.length], new Uint8Array(data.buffer))
  }

  float(value: number): Value {
    return this.constant(DataType.FLOAT, [], new Uint8Array(Float32Array.of(value).buffer))
  }

  byte(value: number): Value {
    return this.constant(DataType.UINT8, [], Uint8Array.of(value))
  }

  /** @param rawData elements as little-endian bytes */
  constant(dataType: number, dims: readonly number[], rawData: Uint8Array): Value {
    const name = `constant_${this.count++}`
    this.initializers.push({ name, dataType, dims, rawData })
    return name
  }

  /** A tensor in its stored type. onnxruntime reads it from its file, once however often it is asked for. */
  stored(tensor: TensorLocation): Value {
    const known = this.external.get(tensor)
    if (known) return known.name
    const name = `${tensor.name}@${this.count++}`
    const proto = {
      name,
      dataType: WEIGHT_TYPES[tensor.dtype],
      dims: tensor.shape,
      dataLocation: EXTERNAL,
      externalData: [],
    }
    this.initializers.push(proto)
    this.external.set(tensor, proto)
    return name
  }

  /**
   * A vector or matrix in the type of computation. A half-precision matrix is widened only after `after` (a matrix)
   * has been computed. Otherwise onnxruntime would widen all of them first and hold the whole model in float32. A
   * Reshape, which copies nothing, to a shape computed from `after` forces the order.
   */
  weight(tensor: TensorLocation, type: FloatType = DataType.FLOAT, after?: Value): Value {
    const stored = this.stored(tensor)
    if (WEIGHT_TYPES[tensor.dtype] === type || !after) return this.convert(tensor, stored, type)
    const zero = this.node('Mul', [this.node('Shape', [after]), this.ints(0, 0)])
    const shape = this.node('Add', [zero, this.ints(...tensor.shape)])
    return this.convert(tensor, this.node('Reshape', [stored, shape]), type)
  }

  /** Rows of a table, converted after the lookup, so that the table itself stays in its stored type. */
  rows(table: TensorLocation, indices: Value, type: FloatType = DataType.FLOAT): Value {
    return this.convert(table, this.node('Gather', [this.stored(table), indices]), type)
  }

  private convert(tensor: TensorLocation, value: Value, type: FloatType): Value {
    return WEIGHT_TYPES[tensor.dtype] === type ? value : this.cast(value, type)
  }

  cast(value: Value, type: number): Value {
    return this.node('Cast', [value], { attributes: { to: type } })
  }

  finish(name: string): OnnxModel {
    const folder = commonFolder([...this.external.keys()].map(tensor => tensor.file))
    for (const [tensor, proto] of this.external) {
      proto.externalData = [
        { key: 'location', value: relative(folder, tensor.file) },
        { key: 'offset', value: String(tensor.offset) },
        { key: 'length', value: String(tensor.length) },
      ]
    }
    const model = {
      irVersion: IR_VERSION,
      producerName: 'anlam',
      opsets: [
        { domain: '', version: OPSET },
        { domain: 'com.microsoft', version: 1 },
      ],
      graph: {
        name,
        nodes: this.written,
        initializers: this.initializers,
        inputs: this.inputs,
        outputs: this.outputs,
      },
    }
    return { bytes: Model.encode(Model.create(model)).finish(), folder }
  }
}

function valueInfo(name: string, elemType: number, shape: readonly (number | string)[]): object {
  const dims = shape.map(dim => (typeof dim === 'number' ? { value: dim } : { param: dim }))
  return { name, type: { tensorType: { elemType, shape: { dims } } } }
}

/**
 * The folder that contains all files. onnxruntime refuses external data outside the model's folder, even through
 * links, and hub caches link to files in another folder. So the real files' common folder serves as the model's.
 */
function commonFolder(files: readonly string[]): string {
  if (files.length === 0) return ''
  let folder = dirname(files[0]!)
  while (files.some(file => relative(folder, file).startsWith('..'))) folder = dirname(folder)
  return folder
}
