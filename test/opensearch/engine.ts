import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { OpenSearchEngine } from '../../src/index/opensearch/opensearch-engine.js'

/** A node's answers to administrators, which engines do not ask for. */
async function administer(method: string, url: string): Promise<void> {
  const { status } = await fetch(url, { method })
  if (status >= 400 && status !== 404) throw new Error(`${method} ${url}: ${status}`)
}

/**
 * An engine that sees no indexes but its own, which are gone when the test ends.
 * @param few number of passages up to which searches compare all; 0 to search the graph whenever there is one
 */
export function testEngine(
  t: TestContext,
  urls: readonly string[],
  { few, shards = 1 }: { few?: number; shards?: number } = {},
): OpenSearchEngine {
  const prefix = `test-${randomUUID()}`
  const engine = new OpenSearchEngine({ urls, prefix, shards, replicas: 1 }, few)
  t.after(async () => {
    await engine.close()
    await administer('DELETE', `${urls[0]}/${prefix}-*`)
  })
  return engine
}
