import { InvalidArgumentError } from 'commander'

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

const UNIT_BYTES: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }
const MIN_BYTES = 2 ** 20

/** Parses `512m`, `2g` or a number of bytes. */
export function bytes(value: string): number {
  const match = /^(\d+(?:\.\d+)?)([kmg]?)i?b?$/i.exec(value)
  const size = match ? Number(match[1]) * UNIT_BYTES[match[2]!.toLowerCase()]! : 0
  if (size < MIN_BYTES) throw new InvalidArgumentError('it must be a size of at least 1m, such as 512m or 2g')
  return Math.floor(size)
}
