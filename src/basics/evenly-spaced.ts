/**
 * Positions of a sample spread evenly over a list, rising: floor(i × total / count).
 * @returns `count` of the positions 0 to total - 1; all of them where there are no more
 */
export function evenlySpaced(total: number, count: number): number[] {
  const size = Math.min(total, count)
  return Array.from({ length: size }, (_, i) => Math.floor((i * total) / size))
}
