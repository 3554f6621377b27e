import { InvalidArgumentError } from 'commander'
import { NO_SIZE, parseBytes } from '../basics/parse-bytes.js'

/** Parsers of option values. Commander prints their errors with the option's name. */
export function whole(minimum: number): (value: string) => number {
  return value => {
    const parsed = Number(value)
    if (value.trim() === '' || !Number.isSafeInteger(parsed) || parsed < minimum) {
      throw new InvalidArgumentError(`it must be a whole number from ${minimum}`)
    }
    return parsed
  }
}

export function number(minimum: number, maximum: number): (value: string) => number {
  return value => {
    const parsed = Number(value)
    if (value.trim() === '' || !(parsed >= minimum && parsed <= maximum)) {
      throw new InvalidArgumentError(`it must be a number from ${minimum} to ${maximum}`)
    }
    return parsed
  }
}

/** As `parseBytes`. */
export function bytes(value: string): number {
  const size = parseBytes(value)
  if (size === undefined) throw new InvalidArgumentError(NO_SIZE)
  return size
}
