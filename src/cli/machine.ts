import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, freemem, release, totalmem } from 'node:os'
import { VERSION } from '../basics/version.js'

/** What of a machine decides how it runs and how fast: nothing that tells whose it is. */
export interface MachineReport {
  anlam: string
  node: string
  /** Such as `linux-x64`. */
  platform: string
  release: string
  /** C library, on Linux. */
  libc: string | null
  processor: string
  /** Threads that this process may use. */
  threads: number
  /** Instructions that products of vectors and bytes use; null where the system does not say. */
  features: string[] | null
  /** Bytes; the limit is that of a container. */
  memory: { total: number; free: number; limit: number | null }
}

/** Instructions by the names of Linux, widest last. */
const FEATURES = ['asimd', 'asimddp', 'i8mm', 'sve', 'avx', 'fma', 'f16c', 'avx2', 'avx_vnni'] as const
const WIDE_FEATURES = ['avx512f', 'avx512bw', 'avx512_vnni', 'avx512_bf16', 'amx_int8'] as const

export function describeMachine(): MachineReport {
  const limit = process.constrainedMemory()
  return {
    anlam: VERSION,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    release: release(),
    libc: libc(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    threads: availableParallelism(),
    features: features(),
    memory: { total: totalmem(), free: freemem(), limit: limit > 0 && limit < totalmem() ? limit : null },
  }
}

function libc(): string | null {
  if (process.platform !== 'linux') return null
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  return header.glibcVersionRuntime === undefined ? 'musl' : `glibc ${header.glibcVersionRuntime}`
}

function features(): string[] | null {
  let info: string
  try {
    info = readFileSync('/proc/cpuinfo', 'utf8')
  } catch {
    return null
  }
  const line = /^(?:flags|Features)\s*:(.*)$/m.exec(info)?.[1]
  if (line === undefined) return null
  const own = new Set(line.split(' '))
  return [...FEATURES, ...WIDE_FEATURES].filter(name => own.has(name))
}
