import { AnlamError } from '../../errors.js'
import { COPIED_BYTES } from '../run/saved-run.js'
import type { Parameter } from '../types.js'

/** Node.js, onnxruntime and the tokenizer, before anything is loaded. */
const BASE_BYTES = 300 * 2 ** 20
/** A token as a number in a list, and the list's share. */
const TOKEN_BYTES = 10

export interface MemoryNeeds {
  parameters: readonly Pick<Parameter, 'values'>[]
  /** Weights that stay as they are, in memory beside the parameters. */
  frozenBytes: number
  /** What a step needs at most for activations and gradients of activations. */
  stepBytes: number
  /** Tokens of all texts. */
  tokens: number
  /** Values of a teacher's vectors. */
  teacherValues: number
}

/** Bytes that a run takes at most, by what takes them. */
export interface MemoryPrediction {
  total: number
  /** Values, gradients, two moments, and the copies that are being saved. */
  parameters: number
  frozen: number
  step: number
  data: number
}

export function predictMemory(needs: MemoryNeeds): MemoryPrediction {
  const bytes = needs.parameters.reduce((sum, { values }) => sum + values.byteLength, 0)
  const parameters = bytes * (bytes <= COPIED_BYTES ? 7 : 4)
  const data = needs.tokens * TOKEN_BYTES + 4 * needs.teacherValues
  const { frozenBytes: frozen, stepBytes: step } = needs
  return { total: BASE_BYTES + parameters + frozen + step + data, parameters, frozen, step, data }
}

/** @throws AnlamError `invalid-input`, with what takes less, if a run would take more than is allowed */
export function checkMemory(predicted: MemoryPrediction, allowed: number, lora: boolean): void {
  if (predicted.total <= allowed) return
  const advice = lora
    ? 'a smaller --batch or --max-tokens'
    : '--lora, a smaller --batch or fewer --max-tokens'
  throw new AnlamError(
    'invalid-input',
    `this training takes about ${size(predicted.total)} (parameters ${size(predicted.parameters)}, a step ` +
      `${size(predicted.step)}, data ${size(predicted.data)}), and --memory allows ${size(allowed)}: ${advice} takes less`,
  )
}

function size(bytes: number): string {
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GiB` : `${Math.ceil(bytes / 2 ** 20)} MiB`
}
