import { OpenSearchEngine } from '../../src/index/opensearch/opensearch-engine.js'
import { clusteredVectors, documents } from '../support/vectors.js'

/*
 * Replaces documents of an index until it is killed: 300 at a time, all of one version. Prints a line for each write that was
 * acknowledged. Arguments: prefix, URLs.
 */
const [prefix, urls] = process.argv.slice(2) as [string, string]
const engine = new OpenSearchEngine({ urls: urls.split(','), prefix, shards: 2, replicas: 1 })
const index = await engine.open('test', { mode: 'writer' })
for (let version = 1; ; version++) {
  await index.write(documents(300, { metadata: () => ({ version }) }), clusteredVectors(300, 16, version))
  process.stdout.write(`${version}\n`)
}
