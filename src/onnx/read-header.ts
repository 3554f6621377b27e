import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { AnlamError } from '../errors.js'

/** An input or output of a graph. */
export interface GraphValue {
  name: string
  /** Number of its type in onnx.proto3's `DataType`. */
  type: number
  /** Sizes of its axes; undefined for those that a run decides. */
  shape: (number | undefined)[]
}

/** What a graph takes and gives, and which files it needs beside its own. */
export interface GraphHeader {
  inputs: GraphValue[]
  outputs: GraphValue[]
  /** Paths of external data, as the graph names them. */
  external: string[]
}

/** Field numbers of onnx.proto3 (github.com/onnx/onnx). */
const MODEL = { graph: 7 }
const GRAPH = { initializer: 5, input: 11, output: 12 }
const TENSOR = { name: 8, externalData: 13 }
const ENTRY = { key: 1, value: 2 }
const VALUE = { name: 1, type: 2 }
const TYPE = { tensor: 1 }
const TENSOR_TYPE = { elementType: 1, shape: 2 }
const SHAPE = { dim: 1 }
const DIM = { value: 1 }

/** Bytes read at a time. */
const WINDOW = 16_384

/**
 * Reads the header of an ONNX file: skips nodes and weights, so that it costs some hundred small reads.
 * @throws AnlamError `corrupt-checkpoint` if the file is not ONNX
 */
export function readGraphHeader(path: string): GraphHeader {
  const fd = openSync(path, 'r')
  try {
    const file = new Bytes(fd, path)
    const { inputs, outputs, external, initializers } = readModel(file, fstatSync(fd).size)
    if (outputs.length === 0) throw file.fail('it has no graph with an output')
    // Up to version 3 of the format, weights are listed among the inputs.
    return { inputs: inputs.filter(({ name }) => !initializers.has(name)), outputs, external: [...external] }
  } finally {
    closeSync(fd)
  }
}

interface Found {
  inputs: GraphValue[]
  outputs: GraphValue[]
  external: Set<string>
  initializers: Set<string>
}

function readModel(file: Bytes, size: number): Found {
  const found: Found = { inputs: [], outputs: [], external: new Set(), initializers: new Set() }
  for (const graph of file.fields(0, size).filter(({ number }) => number === MODEL.graph)) {
    for (const field of file.fields(graph.start, graph.end)) {
      if (field.number === GRAPH.input) found.inputs.push(readValue(file, field))
      else if (field.number === GRAPH.output) found.outputs.push(readValue(file, field))
      else if (field.number === GRAPH.initializer) readInitializer(file, field, found)
    }
  }
  return found
}

function readInitializer(file: Bytes, { start, end }: Field, { external, initializers }: Found): void {
  for (const field of file.fields(start, end)) {
    if (field.number === TENSOR.name) initializers.add(file.text(field))
    if (field.number !== TENSOR.externalData) continue
    const entry = file.fields(field.start, field.end)
    const text = (number: number): string => {
      const part = entry.find(each => each.number === number)
      return part ? file.text(part) : ''
    }
    if (text(ENTRY.key) === 'location') external.add(text(ENTRY.value))
  }
}

function readValue(file: Bytes, { start, end }: Field): GraphValue {
  const inside = (of: Field | undefined, number: number): Field | undefined =>
    of && file.fields(of.start, of.end).find(field => field.number === number)
  const whole = { number: 0, start, end, value: 0 }
  const name = inside(whole, VALUE.name)
  const tensor = inside(inside(whole, VALUE.type), TYPE.tensor)
  const shape = inside(tensor, TENSOR_TYPE.shape)
  const dims = shape ? file.fields(shape.start, shape.end).filter(({ number }) => number === SHAPE.dim) : []
  return {
    name: name ? file.text(name) : '',
    type: inside(tensor, TENSOR_TYPE.elementType)?.value ?? 0,
    shape: dims.map(dim => inside(dim, DIM.value)?.value),
  }
}

/** A field of a message: where its bytes are, or its number. */
interface Field {
  number: number
  start: number
  end: number
  value: number
}

/** Protocol buffers' wire format, read from a file as far as it is asked for. */
class Bytes {
  private readonly window = Buffer.alloc(WINDOW)
  private from = 0
  private until = 0
  private at = 0

  constructor(
    private readonly fd: number,
    private readonly path: string,
  ) {}

  fail(what: string): AnlamError {
    return new AnlamError('corrupt-checkpoint', `${this.path} is not an ONNX file: ${what}`)
  }

  fields(start: number, end: number): Field[] {
    const fields: Field[] = []
    for (this.at = start; this.at < end; ) {
      const tag = this.varint()
      const number = Math.floor(tag / 8)
      const type = tag % 8
      const value = type === 0 ? this.varint() : 0
      const length = type === 2 ? this.varint() : type === 1 ? 8 : type === 5 ? 4 : 0
      if (number === 0 || type === 3 || type === 4 || type > 5)
        throw this.fail(`unknown field at byte ${this.at}`)
      const begin = this.at
      this.at += length
      if (this.at > end) throw this.fail(`a field ends at byte ${this.at}, ${end} is the last`)
      fields.push({ number, start: begin, end: this.at, value })
    }
    return fields
  }

  text({ start, end }: Field): string {
    const bytes = Buffer.alloc(end - start)
    readSync(this.fd, bytes, 0, bytes.length, start)
    return bytes.toString('utf8')
  }

  private varint(): number {
    let value = 0
    for (let scale = 1; scale <= 2 ** 63; scale *= 128) {
      const byte = this.byte()
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    throw this.fail(`a number has no end at byte ${this.at}`)
  }

  private byte(): number {
    if (this.at < this.from || this.at >= this.until) {
      this.from = this.at
      this.until = this.at + readSync(this.fd, this.window, 0, WINDOW, this.at)
      if (this.until === this.from) throw this.fail(`it ends at byte ${this.at}`)
    }
    return this.window[this.at++ - this.from]!
  }
}
