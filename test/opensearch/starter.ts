/** `node starter.js alone|shared`: starts a cluster, says its process ids or URLs, and waits to be killed. */
import { TestCluster } from './cluster.js'
import { sharedCluster } from './shared-cluster.js'

const found =
  process.argv[2] === 'alone'
    ? (await TestCluster.start({ nodes: 1, heap: 256 })).pids
    : await sharedCluster()
console.log(JSON.stringify(found))
setInterval(() => undefined, 60_000)
