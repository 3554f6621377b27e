import { areBestExact } from '../../../onnx/best-codes.js'
import { thisMachine, whyUnusable } from '../../../onnx/providers.js'
import type { Provider } from '../../../types.js'

/** What compares all rows of a layer with each other. */
export interface Device {
  provider: Provider
  /** From 0. */
  deviceId: number
  /** Rows that stay on the device at a time; default: as many as 2^28 numbers are. */
  columns?: number
  /** Rows that pass by them in one run; default 8192. */
  rows?: number
}

/** Settings by which a device is chosen: those of encoders, where `auto` is CUDA if there is one. */
export interface DeviceWish {
  provider: 'auto' | Provider
  deviceId: number
}

/** Why a device cannot be used. The processor can. */
export class DeviceFailure extends Error {}

/**
 * The device that a build may use: CUDA alone, since elsewhere onnxruntime picks the best on the processor.
 * @returns undefined where no CUDA is wanted or to be expected
 * @throws DeviceFailure if it is, and cannot be used
 */
export async function findDevice(
  { provider, deviceId }: DeviceWish,
  dimension: number,
  machine = thisMachine(),
): Promise<Device | undefined> {
  const isWanted = provider === 'cuda' || (provider === 'auto' && machine.hasGpu && machine.cudaInstalled)
  if (!isWanted) return undefined
  if (!areBestExact(dimension))
    throw new DeviceFailure(`vectors of ${dimension} dimensions are too long for exact products on a GPU`)
  const reason = await whyUnusable('cuda', deviceId, machine)
  if (reason !== null) throw new DeviceFailure(reason)
  return { provider: 'cuda', deviceId }
}
