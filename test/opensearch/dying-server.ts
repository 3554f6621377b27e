import { OpenSearchEngine } from '../../src/index/opensearch/opensearch-engine.js'
import { SharedJobs } from '../../src/server/shared-jobs.js'

/*
 * Starts a job that does not end, and prints its id once all servers can know of it. Arguments: prefix, URLs.
 */
const [prefix, urls] = process.argv.slice(2) as [string, string]
const { jobs: board } = new OpenSearchEngine({ urls: urls.split(','), prefix, shards: 1, replicas: 1 })
const jobs = new SharedJobs({ canRun: () => true, run: () => new Promise(() => undefined) }, board)
const { id } = await jobs.start({ index: { id: 'i', name: 'ders' } })
process.stdout.write(`${id}\n`)
setInterval(() => undefined, 60_000)
