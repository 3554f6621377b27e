import { type Command, InvalidArgumentError, Option } from 'commander'
import { AnlamError } from '../errors.js'
import { say } from '../messages/said.js'
import { PRECISIONS } from '../types.js'
import type { CommonFlags } from './context.js'
import type { Output } from './output.js'

export interface PrecisionFlags extends CommonFlags {
  precision?: string
  targetPrecision?: number
}

/** `--target-precision`, and `--precision` as everywhere else. */
export function withTargetPrecision(target: Command): Command {
  return target
    .option(
      '--target-precision <p>',
      'wanted precision of the pairs, above 0 and at most 1: sets the threshold by the calibration',
      share,
    )
    .addOption(
      new Option('--precision <precision>', 'number format of the model (default: auto)').argParser(
        formatOrShare,
      ),
    )
}

/** `--target-precision` was once called `--precision`; a number there still means it. */
export function withPresentName<T extends PrecisionFlags & { threshold?: number }>(flags: T, out: Output): T {
  const { precision, threshold, targetPrecision } = flags
  if (threshold !== undefined && (targetPrecision ?? former(precision)) !== undefined)
    throw new AnlamError(
      'invalid-input',
      '--threshold and --target-precision both set the threshold; give only one',
    )
  const old = former(precision)
  if (old === undefined) return flags
  out.note(say`--precision ${String(old)} is called --target-precision ${String(old)} now`)
  return { ...flags, targetPrecision: targetPrecision ?? old }
}

/** The flags that are settings: a number format of the model is one. */
export function modelFlags({ precision, ...flags }: PrecisionFlags): CommonFlags {
  return isFormat(precision) ? { ...flags, precision } : flags
}

function former(precision: string | undefined): number | undefined {
  return precision === undefined || isFormat(precision) ? undefined : Number(precision)
}

function formatOrShare(value: string): string {
  if (!isFormat(value)) share(value)
  return value
}

function share(value: string): number {
  const parsed = Number(value)
  if (value.trim() === '' || !(parsed > 0 && parsed <= 1))
    throw new InvalidArgumentError('it must be above 0 and at most 1')
  return parsed
}

function isFormat(precision: string | undefined): boolean {
  return precision !== undefined && ['auto', ...PRECISIONS].includes(precision)
}
