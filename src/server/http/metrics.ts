import { setTimeout } from 'node:timers/promises'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { SearchIndex } from '../../index/types.js'
import type { Gate, Refusal } from '../gate.js'
import type { ServiceObserver } from '../observer.js'
import type { Service } from '../service.js'
import { type Kind, REQUEST_KINDS } from './limits.js'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** Milliseconds to wait for the statistics of an index. */
const PATIENCE = 1000
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256]

/** Prometheus metrics. */
export class Metrics implements ServiceObserver {
  readonly registry = new Registry()
  private readonly requests
  private readonly stages
  private readonly batchSizes
  private readonly batchSeconds
  private readonly lookups
  private readonly refused

  constructor() {
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry })
    this.requests = new Histogram({
      name: 'anlam_http_request_seconds',
      help: 'Time to answer requests',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers,
    })
    this.stages = new Histogram({
      name: 'anlam_search_stage_seconds',
      help: 'Time that searches take, by stage',
      labelNames: ['stage'],
      buckets: SECONDS,
      registers,
    })
    this.batchSizes = new Histogram({
      name: 'anlam_encoder_batch_texts',
      help: 'Texts per encoded batch',
      buckets: SIZES,
      registers,
    })
    this.batchSeconds = new Histogram({
      name: 'anlam_encoder_batch_seconds',
      help: 'Time to encode a batch',
      buckets: SECONDS,
      registers,
    })
    this.refused = new Counter({
      name: 'anlam_http_refused_total',
      help: 'Requests refused because they would wait too long or too many are being answered',
      labelNames: ['kind', 'reason'],
      registers,
    })
    this.lookups = new Counter({
      name: 'anlam_query_cache_lookups_total',
      help: 'Look-ups in the query cache',
      labelNames: ['result'],
      registers,
    })
  }

  /** Adds gauges that are read at each scrape. */
  watch(service: Service, work: { gates: Record<Kind, Gate>; receiving: () => number }): void {
    const gauge = (name: string, help: string, read: () => number): void => {
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(read())
        },
      })
    }
    const byKind = (name: string, help: string, read: (gate: Gate) => number): void => {
      new Gauge({
        name,
        help,
        labelNames: ['kind'],
        registers: [this.registry],
        collect() {
          for (const kind of REQUEST_KINDS) this.set({ kind }, read(work.gates[kind]))
        },
      })
    }
    byKind(
      'anlam_http_requests_running',
      'Units of work being done: requests, or the queries and texts in them',
      gate => gate.load,
    )
    byKind(
      'anlam_http_wait_seconds',
      'Estimated wait of a request that arrives now',
      gate => gate.wait / 1000,
    )
    gauge('anlam_http_bodies_receiving', 'Request bodies being received', work.receiving)
    gauge('anlam_encoder_queue', 'Calls that wait for an encoder', () => service.queued)
    new Gauge({
      name: 'anlam_index_passages',
      help: 'Passages of an index',
      labelNames: ['index'],
      registers: [this.registry],
      async collect() {
        await service.refresh()
        const names = service.searchers.map(({ index }) => index.name)
        const counts = await Promise.all(service.searchers.map(({ index }) => passagesOf(index)))
        this.reset()
        for (const [i, index] of names.entries()) if (counts[i] !== undefined) this.set({ index }, counts[i])
      },
    })
    new Gauge({
      name: 'anlam_index_recall',
      help: 'Measured recall@10: share of the exact top 10 that searches find',
      labelNames: ['index'],
      registers: [this.registry],
      collect() {
        this.reset()
        for (const { index, gauge } of service.searchers) {
          const recall = gauge?.status.recall
          if (recall != null) this.set({ index: index.name }, recall)
        }
      },
    })
  }

  refuse(kind: Kind, reason: Refusal): void {
    this.refused.inc({ kind, reason })
  }

  request(method: string, route: string, status: number, milliseconds: number): void {
    this.requests.observe({ method, route, status }, milliseconds / 1000)
  }

  search({ encode, search }: { encode: number; search: number }): void {
    this.stages.observe({ stage: 'encode' }, encode / 1000)
    this.stages.observe({ stage: 'search' }, search / 1000)
  }

  readonly onBatch = (_calls: number, texts: number, milliseconds: number): void => {
    this.batchSizes.observe(texts)
    this.batchSeconds.observe(milliseconds / 1000)
  }

  readonly onLookup = (hit: boolean): void => {
    this.lookups.inc({ result: hit ? 'hit' : 'miss' })
  }
}

/** @returns undefined if the index was deleted meanwhile or does not answer in time, so that the others can be shown */
async function passagesOf(index: SearchIndex): Promise<number | undefined> {
  const stop = new AbortController()
  const late = setTimeout(PATIENCE, undefined, { signal: stop.signal, ref: false }).catch(() => undefined)
  const counted = index.stats().then(
    ({ passages }) => passages,
    () => undefined,
  )
  return Promise.race([counted, late]).finally(() => stop.abort())
}
