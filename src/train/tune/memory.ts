import { AnlamError } from '../../errors.js'
import type { TransformerModule } from '../../model/checkpoint/types.js'
import type { LoraOptions } from '../graph/adapted-weights.js'
import { activationBytes } from '../graph/memory.js'
import { COPIED_BYTES } from '../run/saved-run.js'
import type { TokenIds } from '../types.js'

/** Node.js, onnxruntime and the tokenizer, before anything is loaded. */
const BASE_BYTES = 600 * 2 ** 20
/** A token as a number in a list, and the list's share. */
const TOKEN_BYTES = 10
/** Tokens of the smallest step: larger batches are cut into such chunks if they have to be. */
const CHUNK_TOKENS = 1024
/** Bytes that masked-language modelling takes for a token and a piece that it may be: 0.15 of float32 scores, thrice. */
const LOGIT_BYTES = 2
/** A step needs no more than this: beyond it, cutting a batch costs little. */
const MOST_STEP_BYTES = { cpu: 4 * 2 ** 30, gpu: 24 * 2 ** 30 }

export interface MemoryNeeds {
  module: TransformerModule
  /** Values of all weights. */
  weights: number
  lora: LoraOptions | undefined
  tokens: TokenIds
  /** Values of a teacher's vectors. */
  teacherValues: number
  /** Pieces that a hidden one may be, in masked-language modelling. */
  guesses?: number
  /** Steps run in a GPU's memory, which is its own. */
  onGpu: boolean
}

/** Bytes that a run takes, by what takes them. */
interface MemoryPrediction {
  /** Values, gradients, two moments, and the copies that are being saved. */
  parameters: number
  /** Weights that stay as they are. */
  frozen: number
  data: number
  /** What the smallest step takes. */
  step: number
}

function predictMemory(needs: MemoryNeeds): MemoryPrediction {
  const { module, weights, lora, tokens, teacherValues, guesses = 0, onGpu } = needs
  const trained = 4 * (lora ? adapterValues(module, lora) : weights)
  const count = tokens.reduce((sum, { length }) => sum + length, 0)
  return {
    parameters: trained * (trained <= COPIED_BYTES ? 7 : 4),
    frozen: lora ? 4 * weights : 0,
    data: count * TOKEN_BYTES + 4 * teacherValues,
    step: onGpu ? 0 : activationBytes(smallestChunk(tokens), module) + LOGIT_BYTES * CHUNK_TOKENS * guesses,
  }
}

/**
 * Bytes that a step may keep for activations, and those that the run takes with its smallest step.
 * @throws AnlamError `invalid-input`, with what takes less, if the run would take more than is allowed
 */
export function planMemory(needs: MemoryNeeds, allowed: number): { step: number; least: string } {
  const { parameters, frozen, data, step } = predictMemory(needs)
  const fixed = BASE_BYTES + parameters + frozen + data
  const least = size(fixed + step)
  if (fixed + step <= allowed)
    return { least, step: needs.onGpu ? MOST_STEP_BYTES.gpu : Math.min(MOST_STEP_BYTES.cpu, allowed - fixed) }
  const advice = needs.lora ? 'fewer --max-tokens or less data' : '--lora, or fewer --max-tokens,'
  throw new AnlamError(
    'invalid-input',
    `this training takes about ${least} (weights with gradients and moments ${size(parameters + frozen)}, ` +
      `a step ${size(step)}, data ${size(data)}), and --memory allows ${size(allowed)}: ${advice} takes less`,
  )
}

function adapterValues({ layers, hidden, intermediate }: TransformerModule, { rank }: LoraOptions): number {
  return layers * rank * (4 * 2 * hidden + 2 * (hidden + intermediate))
}

/** Lengths of as many of the longest text as make a chunk. */
function smallestChunk(tokens: TokenIds): number[] {
  const longest = tokens.reduce((most, { length }) => Math.max(most, length), 1)
  return new Array<number>(Math.max(1, Math.floor(CHUNK_TOKENS / longest))).fill(longest)
}

function size(bytes: number): string {
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GiB` : `${Math.ceil(bytes / 2 ** 20)} MiB`
}
