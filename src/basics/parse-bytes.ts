const UNIT_BYTES: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }
const MIN_BYTES = 2 ** 20

/** What is said of a size that is none. */
export const NO_SIZE = 'it must be a size of at least 1m, such as 512m or 2g'

/** Parses `512m`, `2g`, `2gb` or a number of bytes. @returns undefined for anything else, and for less than 1m */
export function parseBytes(value: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([kmg]?)i?b?$/i.exec(value)
  const size = match ? Number(match[1]) * UNIT_BYTES[match[2]!.toLowerCase()]! : 0
  return size < MIN_BYTES ? undefined : Math.floor(size)
}
