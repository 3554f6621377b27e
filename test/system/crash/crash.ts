import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Random } from '../../../src/basics/random.js'
import { checkSurvivor } from './check.js'
import { keepAll, losePower, POWER_LOSSES, type PowerLoss } from './power-loss.js'
import { NAME, STEPS, scenario } from './scenario.js'
import { runWriter } from './shim.js'

/** Approximate disk changes per step. Kills are spread over twice as many changes as the remaining steps make. */
const CHANGES_PER_STEP = 23
/** Latest time of a kill at a random moment, in milliseconds. */
const LONGEST_RUN = 250

export interface CrashReport {
  kills: number
  powerLosses: number
  /** What was lost, one line each. */
  losses: string[]
}

/**
 * Runs a seed's steps to their end, killing the writer again and again: at a chosen disk change or a random moment,
 * with or without power loss. After each kill, the index is opened and compared with the acknowledged steps.
 */
export async function crashSeed(shim: string, seed: number): Promise<CrashReport> {
  const random = new Random(seed * 7919)
  const steps = scenario(seed)
  const folder = mkdtempSync(join(tmpdir(), 'anlam-crash-'))
  const [root, shadow] = [join(folder, 'indexes'), join(folder, 'shadow')]
  mkdirSync(root)
  const report: CrashReport = { kills: 0, powerLosses: 0, losses: [] }
  try {
    for (let from = 0; from < steps.length; ) {
      const power: PowerLoss | undefined =
        random.next() < 0.6 ? POWER_LOSSES[random.below(POWER_LOSSES.length)] : undefined
      const anywhere = random.next() < 0.25
      const env: Record<string, string> = { SHIM_ROOT: join(root, NAME) }
      if (power) {
        env.SHIM_SHADOW = shadow
        keepAll(join(root, NAME), shadow)
      }
      if (!anywhere) env.SHIM_KILL_AT = String(1 + random.below((STEPS - from) * CHANGES_PER_STEP + 40))
      const run = await runWriter(
        shim,
        root,
        seed,
        from,
        env,
        anywhere ? random.below(LONGEST_RUN) : undefined,
      )
      if (run.errors.length > 0) throw new Error(`step ${run.errors[0]!.step}: ${run.errors[0]!.message}`)
      if (run.signal === 'SIGKILL') {
        report.kills++
        if (power) {
          report.powerLosses++
          losePower(join(root, NAME), shadow, power, random)
        }
      }
      from = await checkSurvivor(root, steps, run.acknowledged)
    }
  } catch (error) {
    report.losses.push(`seed ${seed}: ${(error as Error).message}`)
  } finally {
    if (report.losses.length === 0) rmSync(folder, { recursive: true, force: true })
    else report.losses.push(`  left in ${existsSync(folder) ? folder : 'nothing'}`)
  }
  return report
}
