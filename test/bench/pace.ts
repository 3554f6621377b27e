import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { percentile } from './report.js'

/** More sockets than are ever needed: waiting in the client must not count. */
const SOCKETS = 8192

/** Input of the process, as JSON on stdin. */
export interface PaceOrder {
  url: string
  /** Requests a second. */
  rate: number
  seconds: number
  /** A body for each request. */
  bodies: readonly string[]
}

/** Output of the process, as JSON on stdout. */
export interface PaceReport {
  /** Answers with status 200. */
  answers: number
  /** Percentiles of their latency in milliseconds. */
  p50: number
  p97_5: number
  p99: number
  /** Counts by kind of failure; empty if every answer was 200. */
  failures: Record<string, number>
}

/**
 * Sends requests at even intervals, however long the answers take (an open-loop load, as from independent users). It
 * runs in its own process, because the pauses of a large one would count as the server's.
 */
async function pace({ url, rate, seconds, bodies }: PaceOrder): Promise<PaceReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS })
  const latencies: number[] = []
  const failures: Record<string, number> = {}
  const fail = (why: string): void => {
    failures[why] = (failures[why] ?? 0) + 1
  }
  const one = (body: string): Promise<void> =>
    new Promise(resolve => {
      const started = performance.now()
      const sending = request(
        url,
        { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
        response => {
          response.resume()
          response.on('end', () => {
            if (response.statusCode === 200) latencies.push(performance.now() - started)
            else fail(String(response.statusCode))
            resolve()
          })
        },
      )
      sending.on('error', (error: NodeJS.ErrnoException) => {
        fail(error.code ?? error.message)
        resolve()
      })
      sending.end(body)
    })
  const running: Promise<void>[] = []
  const begun = performance.now()
  while (performance.now() - begun < seconds * 1000) {
    const due = Math.min(bodies.length, Math.floor(((performance.now() - begun) / 1000) * rate))
    while (running.length < due) running.push(one(bodies[running.length]!))
    await new Promise(resolve => setTimeout(resolve, 1))
  }
  await Promise.all(running)
  agent.destroy()
  const [p50, p97_5, p99] = [0.5, 0.975, 0.99].map(share => percentile(latencies, share))
  return { answers: latencies.length, p50: p50!, p97_5: p97_5!, p99: p99!, failures }
}

process.stdout.write(JSON.stringify(await pace(JSON.parse(await text(process.stdin)) as PaceOrder)))
