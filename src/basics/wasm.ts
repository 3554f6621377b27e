/** Instructions of WebAssembly, or of a part of a function. */
export type Code = readonly number[]

export const I32 = 0x7f
export const V128 = 0x7b
const NOTHING = 0x40
/** Instructions on 128 bits begin with this. */
const WIDE = 0xfd

export interface WasmFunction {
  name: string
  /** Types of its parameters, and of what it uses beside them. They are numbered together from 0. */
  parameters: readonly number[]
  locals: readonly number[]
  /** Leaves an i32, which is the result. */
  code: Code
}

/** Instructions, as far as they are used; named as in the specification. */
export const wasm = {
  get: (local: number): Code => [0x20, local],
  set: (local: number, value: Code): Code => [...value, 0x21, local],
  i32: (value: number): Code => [0x41, ...signed(value)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  subtract: (a: Code, b: Code): Code => [...a, ...b, 0x6b],
  and: (a: Code, b: Code): Code => [...a, ...b, 0x71],
  shiftLeft: (a: Code, b: Code): Code => [...a, ...b, 0x74],
  shiftRight: (a: Code, b: Code): Code => [...a, ...b, 0x76],
  trailingZeros: (a: Code): Code => [...a, 0x68],
  isLess: (a: Code, b: Code): Code => [...a, ...b, 0x49],
  store: (address: Code, value: Code): Code => [...address, ...value, 0x36, 2, 0],
  /** Runs the code once, and again as long as the condition holds then. */
  repeat: (code: Code, condition: Code): Code => [0x03, NOTHING, ...code, ...condition, 0x0d, 0, 0x0b],
  when: (condition: Code, code: Code): Code => [...condition, 0x04, NOTHING, ...code, 0x0b],
  v128: {
    load: (address: Code): Code => [...address, WIDE, 0, 0, 0],
    loadSplat32: (address: Code): Code => [...address, WIDE, 9, 2, 0],
    zero: (): Code => [WIDE, 12, ...Array<number>(16).fill(0)],
    splat8: (a: Code): Code => [...a, WIDE, 15],
    subtract8: (a: Code, b: Code): Code => [...a, ...b, WIDE, ...unsigned(0x71)],
    add16: (a: Code, b: Code): Code => [...a, ...b, WIDE, ...unsigned(0x8e)],
    /** Products of the lower, or the upper, eight signed bytes. */
    multiplyLow8: (a: Code, b: Code): Code => [...a, ...b, WIDE, ...unsigned(0x9c)],
    multiplyHigh8: (a: Code, b: Code): Code => [...a, ...b, WIDE, ...unsigned(0x9d)],
    /** Four sums of two neighbours each. */
    addPairs16: (a: Code): Code => [...a, WIDE, ...unsigned(0x7e)],
    add32: (a: Code, b: Code): Code => [...a, ...b, WIDE, ...unsigned(0xae)],
    least32: (a: Code, b: Code): Code => [...a, ...b, WIDE, ...unsigned(0xb6)],
    isAtLeast32: (a: Code, b: Code): Code => [...a, ...b, WIDE, ...unsigned(0x3f)],
    bits32: (a: Code): Code => [...a, WIDE, ...unsigned(0xa4)],
    lane32: (a: Code, lane: number): Code => [...a, WIDE, ...unsigned(0x1b), lane],
  },
}

/** As far as it is used: neither ECMAScript's types nor those of Node have it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Memory: new (pages: { initial: number }) => { buffer: ArrayBuffer }
  Instance: new (module: object, imports: object) => { exports: object }
}

const PAGE_BYTES = 65_536

/**
 * Compiles functions on a memory, which return an i32 each.
 * @returns a function that makes such a memory of at least so many bytes, and gives it with the functions by name
 */
export function compileWasm<Functions>(
  functions: readonly WasmFunction[],
): (bytes: number) => { buffer: ArrayBuffer; functions: Functions } {
  const module = new WebAssembly.Module(moduleBytes(functions))
  return bytes => {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) })
    const { exports } = new WebAssembly.Instance(module, { m: { m: memory } })
    return { buffer: memory.buffer, functions: exports as Functions }
  }
}

/** A module whose memory is imported as `m` from `m`. */
function moduleBytes(functions: readonly WasmFunction[]): Uint8Array {
  const types = functions.map(({ parameters }) => [0x60, ...vector(parameters.map(type => [type])), 1, I32])
  const exported = functions.map(({ name }, i) => [...text(name), 0, i])
  const bodies = functions.map(({ locals, code }) => {
    const body = [...vector(locals.map(type => [1, type])), ...code, 0x0b]
    return [...unsigned(body.length), ...body]
  })
  const section = (id: number, items: readonly Code[]): Code => {
    const content = vector(items)
    return [id, ...unsigned(content.length), ...content]
  }
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(2, [[...text('m'), ...text('m'), 2, 0, 1]]),
    ...section(
      3,
      functions.map((_, i) => [i]),
    ),
    ...section(7, exported),
    ...section(10, bodies),
  ])
}

function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()]
}

function text(name: string): Code {
  return vector(Array.from(Buffer.from(name), byte => [byte]))
}

function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

function signed(value: number): Code {
  const byte = value & 0x7f
  const rest = value >> 7
  const isLast = rest === 0 ? (byte & 0x40) === 0 : rest === -1 && (byte & 0x40) !== 0
  return isLast ? [byte] : [byte | 0x80, ...signed(rest)]
}
