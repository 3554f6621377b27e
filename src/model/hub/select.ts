import { GRAPH_FILES } from '../checkpoint/given-graph.js'

/** A file of a repository, with the digest published by the hub. */
export interface RemoteFile {
  path: string
  /** In bytes. */
  size: number
  /** SHA-256 of the content for large files, git's blob SHA-1 for others. */
  digest: { algorithm: 'sha256' | 'git-sha1'; hex: string }
}

const ONNX_FOLDER = 'onnx/'
/** Weights for other runtimes, and leftovers of training. */
const FOREIGN_FOLDERS = ['onnx/', 'openvino/', 'coreml/', 'tf/', 'runs/', 'checkpoint-', 'eval/', '.']
/** External data lies beside its graph: `model.onnx_data`, `model.onnx.data`. */
const isPartOf = (path: string, graph: string): boolean =>
  path === graph || (/^[._]data/.test(path.slice(graph.length)) && path.startsWith(graph))
const SHARD = /(^|\/)model-\d{5}-of-\d{5}\.safetensors$/

/**
 * Selects the files needed to run a model: configuration, tokenizer and safetensors weights, in the root and in the
 * modules' folders. Prefers a single weights file to its shards. Includes ONNX files if requested; if there are no other
 * weights, the graph that will be run and its data. Smallest files first.
 */
export function selectFiles(files: readonly RemoteFile[], options: { onnx: boolean }): RemoteFile[] {
  // Never write outside the model's folder, whatever paths the hub lists.
  const inside = files.filter(({ path }) => !path.split(/[/\\]/).includes('..'))
  const paths = new Set(inside.map(({ path }) => path))
  const own = inside.filter(({ path }) => {
    if (FOREIGN_FOLDERS.some(folder => path.startsWith(folder)) || path.split('/').length > 2) return false
    if (path.endsWith('.safetensors'))
      return !(SHARD.test(path) && paths.has(path.replace(SHARD, '$1model.safetensors')))
    if (path.endsWith('.safetensors.index.json')) return !paths.has(path.replace(/\.index\.json$/, ''))
    return path.endsWith('.json') || path === 'README.md'
  })
  const weights = own.some(({ path }) => path.endsWith('.safetensors'))
  const graph = weights ? undefined : GRAPH_FILES.find(name => paths.has(name))
  const onnx = inside.filter(
    ({ path }) =>
      (options.onnx && path.startsWith(ONNX_FOLDER)) || (graph !== undefined && isPartOf(path, graph)),
  )
  return [...own, ...onnx].sort((a, b) => a.size - b.size || (a.path < b.path ? -1 : 1))
}

/** Most bytes of a file that says what a model is. */
const CONFIGURATION_BYTES = 1 << 20

/** Whether a file is needed to tell if a model can be run. */
export function isConfiguration({ path, size }: RemoteFile): boolean {
  return (path.endsWith('config.json') || path.endsWith('modules.json')) && size <= CONFIGURATION_BYTES
}
