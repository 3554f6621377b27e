/**
 * What an index in a cluster takes, computed: bytes of a passage by what they are for, and the shards, disks and nodes
 * for a number of passages. The constants are fitted to an index of 12,887 passages × 384.
 */

/** What is known of an index before it is made. */
export interface Load {
  passages: number
  dimension: number
  /** As `ANLAM_OPENSEARCH_VECTORS`. */
  vectors: 'float' | 'byte'
  /** Copies of each shard beside the first. */
  replicas: number
}

export interface Size {
  /** Bytes of one copy that searches by meaning read at random, so that they should be in memory: vectors and graph. */
  hot: number
  /** Bytes of one copy on disk. */
  disk: number
  shards: number
  /** Bytes of all copies, with room for merges. */
  disks: number
  /** Bytes of all copies that should be in memory beside the heaps. */
  memory: number
  nodes: number
}

/**
 * Bytes for each dimension: in the graph's file of vectors, in a column that scripts compare with, as base64 text, from
 * which a vector comes back bit by bit, also where bytes are searched, and as numbers in the source for recoveries. Of the
 * latter OpenSearch frees itself when it merges segments hours later.
 */
const BYTES_OF_DIMENSION = {
  float: { searched: 4, column: 4, text: 16 / 3, recovery: 13.3 },
  byte: { searched: 1, column: 1, text: 16 / 3, recovery: 4 },
} as const
/**
 * Bytes of the links of a passage: 32 were measured in a small index, 69 among a million; at most 64 links, as differences of
 * a byte or two.
 */
const LINK_BYTES = 100
/** Bytes of a passage beside its vector: text of 110 characters, words, ids. */
const TEXT_BYTES = 690
/** Free space for merges, and below the mark from which OpenSearch gives a node no more shards (85 %). */
const DISK_FACTOR = 1.5
/** Most bytes of a shard: larger ones take long to move when a node is lost. */
const SHARD_BYTES = 30e9
/** Bytes of a node's 64 GiB that are left for the cache of files beside a heap of 16 GiB and the system. */
const CACHE_BYTES = 44 * 2 ** 30
/** Fewer have no majority when one is lost. */
const LEAST_NODES = 3

/** Bytes of one passage, in one copy. */
export function passageBytes({ dimension, vectors }: Pick<Load, 'dimension' | 'vectors'>): {
  hot: number
  disk: number
} {
  const { searched, column, text, recovery } = BYTES_OF_DIMENSION[vectors]
  const hot = searched * dimension + LINK_BYTES
  return { hot, disk: hot + (column + text + recovery) * dimension + TEXT_BYTES }
}

/** Shards, disks, memory and nodes for a load. */
export function sizeOf(load: Load): Size {
  const bytes = passageBytes(load)
  const hot = bytes.hot * load.passages
  const disk = bytes.disk * load.passages
  const copies = 1 + load.replicas
  const memory = hot * copies
  return {
    hot,
    disk,
    shards: Math.max(1, Math.ceil(disk / SHARD_BYTES)),
    disks: disk * copies * DISK_FACTOR,
    memory,
    nodes: Math.max(LEAST_NODES, Math.ceil(memory / CACHE_BYTES)),
  }
}

/** Rows of the table in docs/cluster.md. */
export function sizingRows(): string[][] {
  const rows: string[][] = []
  for (const passages of [1e5, 1e6, 1e7, 1e8, 1e9])
    for (const dimension of [384, 1024])
      for (const vectors of ['float', 'byte'] as const) {
        const { shards, disks, memory, nodes } = sizeOf({ passages, dimension, vectors, replicas: 1 })
        const power = `10^${Math.log10(passages)}`
        rows.push([power, `${dimension}`, vectors, `${shards}`, bytesOf(memory), bytesOf(disks), `${nodes}`])
      }
  return rows
}

/** Two digits and a unit, in powers of 1,000. */
export function bytesOf(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  const power = Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${Number((bytes / 1000 ** power).toPrecision(2))} ${units[power]}`
}
