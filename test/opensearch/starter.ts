/** `node starter.js alone|shared`: starts a cluster, says its URLs and process ids, and waits to be killed. */
import { TestCluster } from './cluster.js'
import { sharedCluster } from './shared-cluster.js'

if (process.argv[2] === 'alone') {
  // Without plugins it starts sooner, and is what some have.
  const { urls, pids } = await TestCluster.start({ nodes: 1, heap: 256, plugins: [] })
  console.log(JSON.stringify({ urls, pids }))
} else console.log(JSON.stringify({ urls: await sharedCluster(), pids: [] }))
setInterval(() => undefined, 60_000)
