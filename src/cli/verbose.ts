import { release } from 'node:os'
import { VERSION } from '../basics/version.js'
import { type ConfigSources, givenSettings, shownValue } from '../config.js'
import { fixed, say } from '../messages/said.js'
import type { Output } from './output.js'

/** Runs a command that is to tell what it uses: versions and settings before, time and memory after it. */
export async function tellingWhatItUses<T>(
  sources: ConfigSources,
  out: Output,
  action: () => Promise<T>,
): Promise<T> {
  out.detail(say`anlam ${VERSION}, node ${process.version}, ${process.platform} ${release()} ${process.arch}`)
  for (const setting of givenSettings(sources))
    out.detail(say`${setting.name} is ${shownValue(setting)}, from ${setting.from}`)
  const started = performance.now()
  try {
    return await action()
  } finally {
    const { user, system } = process.cpuUsage()
    const seconds = (performance.now() - started) / 1000
    out.detail(
      say`${fixed(seconds, 2)} s, ${fixed((user + system) / 1e6, 2)} s of processors, `,
      say`${Math.round(process.resourceUsage().maxRSS / 1024)} MiB of memory at most`,
    )
  }
}

/** The causes of an error, outermost first, each with its stack. */
export function causesOf(error: unknown): string {
  const told: string[] = []
  for (let cause = error; cause instanceof Error && told.length < MOST_CAUSES; cause = cause.cause)
    told.push(cause.stack ?? String(cause))
  return told.join('\ncaused by ')
}

const MOST_CAUSES = 8
