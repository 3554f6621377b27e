import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { ClusterSettings } from '../../src/index/opensearch/client.js'
import type { EngineOptions } from '../../src/index/opensearch/cluster-indexes.js'
import { OpenSearchEngine } from '../../src/index/opensearch/opensearch-engine.js'
import { send } from './http.js'

export type TestEngineOptions = EngineOptions &
  Partial<Pick<ClusterSettings, 'shards' | 'replicas' | 'vectors'>>

/** An engine that sees no indexes but its own, which are gone when the test ends. */
export function testEngine(
  t: TestContext,
  urls: readonly string[],
  { shards = 1, replicas = 1, vectors = 'float', ...options }: TestEngineOptions = {},
): OpenSearchEngine {
  const prefix = `test-${randomUUID()}`
  const engine = new OpenSearchEngine({ urls, prefix, shards, replicas, vectors }, options)
  t.after(async () => {
    await engine.close()
    await send('DELETE', `${urls[0]}/${prefix}-*`)
  })
  return engine
}
