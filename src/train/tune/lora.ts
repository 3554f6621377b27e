import type { Checkpoint } from '../../model/checkpoint/types.js'
import { DOWN, type LoraOptions, UP } from '../graph/adapted-weights.js'
import { mergeLora } from '../merge-lora.js'
import type { Parameter } from '../types.js'
import { weightCount } from './write-model.js'

/** Weights above which adapters are trained rather than all of them. */
const LARGE_MODEL = 150e6
const RANK = 16
const ALPHA_PER_RANK = 2

/**
 * @param asked rank of adapters, 0 for none; absent: adapters if the model is large
 * @returns undefined if all weights are trained
 */
export function chooseAdapters(checkpoint: Checkpoint, asked: number | undefined): LoraOptions | undefined {
  const rank = asked ?? (weightCount(checkpoint) > LARGE_MODEL ? RANK : 0)
  return rank === 0 ? undefined : { rank, alpha: ALPHA_PER_RANK * rank }
}

/** Matrices with their adapters added, each computed when it is asked for. Undefined for what has no adapter. */
export function mergedMatrices(
  checkpoint: Checkpoint,
  parameters: readonly Parameter[],
  lora: LoraOptions,
): (name: string) => Float32Array | undefined {
  return name => {
    const own = parameters.filter(parameter => [name + DOWN, name + UP].includes(parameter.name))
    for (const { values } of mergeLora(checkpoint, own, lora)) return values
    return undefined
  }
}
