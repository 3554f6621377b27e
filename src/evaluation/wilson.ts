/** Standard normal quantile of a two-sided 95 % interval. */
const Z = 1.96

/** 95 % confidence interval of a proportion (Wilson 1927). */
export function wilson(hits: number, total: number): [number, number] {
  const p = hits / total
  const z2 = Z * Z
  const middle = p + z2 / (2 * total)
  const half = Z * Math.sqrt((p * (1 - p)) / total + z2 / (4 * total * total))
  const scale = 1 + z2 / total
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)]
}
