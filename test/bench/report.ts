import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { VERSION } from '../../src/basics/version.js'
import { probeByteRange } from '../../src/onnx/byte-probe.js'
import { runtimeVersion } from '../../src/onnx/session.js'

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** @param share 0.5 is the median */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}

/** Machine and versions of a measurement, in one line. */
export async function machine(): Promise<string> {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  return (
    `anlam ${VERSION} (${commit}), node ${process.version}, onnxruntime ${runtimeVersion()}, ` +
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} threads, ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
    `int8 in the ${await probeByteRange()} range`
  )
}

/** Prints a Markdown table. */
export function table(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
  console.log(`\n### ${title}\n`)
  console.log(line(columns))
  console.log(line(columns.map(() => '---')))
  for (const row of rows) console.log(line(row))
}

/** A metric with its interval, as a cell of a table. */
export function withInterval(value: number, interval: readonly number[] | undefined): string {
  return `${value.toFixed(3)} (${interval?.map(bound => bound.toFixed(3)).join(' to ')})`
}
