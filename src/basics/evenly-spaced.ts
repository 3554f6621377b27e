/**
 * Positions of an evenly spaced sample of a list, in ascending order: floor(i × total / count).
 * @returns `count` of the positions 0 to total - 1, or all of them if there are no more
 */
export function evenlySpaced(total: number, count: number): number[] {
  const size = Math.min(total, count)
  return Array.from({ length: size }, (_, i) => Math.floor((i * total) / size))
}
