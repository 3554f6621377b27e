import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { AnlamError } from '../errors.js'
import type { Provider, Reporter } from '../types.js'
import { isCudaInstalled } from './session.js'

const PROBE = fileURLToPath(new URL('./provider-probe.js', import.meta.url))
/** The first start on a GPU compiles shaders and loads a gigabyte of libraries. */
const PROBE_TIMEOUT = 60_000
/** Device files of GPUs on Linux; `dxg` is that of WSL. */
const GPU_DEVICES = ['/dev/nvidia0', '/dev/dri', '/dev/dxg']
const INSTALL_CUDA =
  '`npm run install:cuda` in the folder of anlam fetches it (CUDA 12 and cuDNN 9 must be installed)'

/** What `chooseProvider` needs to know about a machine. */
export interface Machine {
  cudaInstalled: boolean
  hasGpu: boolean
  hasNvidia: boolean
  /** Runs a small graph on a provider. Returns null on success, else the reason. */
  probe(provider: Provider, deviceId: number): Promise<string | null>
}

export function thisMachine(): Machine {
  return {
    cudaInstalled: isCudaInstalled(),
    hasGpu: process.platform !== 'linux' || GPU_DEVICES.some(path => existsSync(path)),
    hasNvidia: existsSync('/dev/nvidia0'),
    probe,
  }
}

/**
 * Probes in a child process, so that a crashing driver does not take this process down, and its output stays hidden.
 */
async function probe(provider: Provider, deviceId: number): Promise<string | null> {
  try {
    await promisify(execFile)(process.execPath, [PROBE, provider, String(deviceId)], {
      timeout: PROBE_TIMEOUT,
    })
    return null
  } catch (error) {
    const { stdout, signal } = error as { stdout?: string; signal?: string | null }
    return (
      stdout?.trim() ||
      (signal
        ? `the trial run ended by ${signal}`
        : 'the trial run ended by itself, without an error message')
    )
  }
}

/** The reason why a provider cannot be used here, with a remedy; null if it can. */
export async function whyUnusable(
  provider: Provider,
  deviceId: number,
  machine: Machine,
): Promise<string | null> {
  if (provider === 'cuda' && !machine.cudaInstalled)
    return `onnxruntime's CUDA provider is not installed; ${INSTALL_CUDA}`
  const reason = await machine.probe(provider, deviceId)
  if (reason === null || provider !== 'webgpu' || machine.hasGpu) return reason
  return `${reason} (on Linux it needs a GPU with a Vulkan driver, and the loader libvulkan1)`
}

/**
 * Chooses the execution provider. `auto` takes CUDA, then WebGPU, then the CPU, and warns if a GPU is present but
 * unusable.
 *
 * @throws AnlamError `unavailable` if a provider requested by name cannot be used
 */
export async function chooseProvider(
  wanted: 'auto' | Provider,
  deviceId: number,
  reporter: Reporter,
  machine: Machine = thisMachine(),
): Promise<Provider> {
  if (wanted !== 'auto') {
    const reason = wanted === 'cpu' ? null : await whyUnusable(wanted, deviceId, machine)
    if (reason === null) return wanted
    throw new AnlamError('unavailable', `provider ${wanted} cannot be used: ${reason}`)
  }
  if (!machine.hasGpu) return 'cpu'
  const reasons: string[] = []
  for (const provider of ['cuda', 'webgpu'] as const) {
    if (provider === 'cuda' && !machine.cudaInstalled && !machine.hasNvidia) continue
    const reason = await whyUnusable(provider, deviceId, machine)
    if (reason === null) {
      for (const note of reasons) reporter.warn(note)
      return provider
    }
    reasons.push(`${provider}: ${reason}`)
  }
  reporter.warn(`there is a GPU, but it cannot be used, so the CPU is used (${reasons.join('; ')})`)
  return 'cpu'
}
