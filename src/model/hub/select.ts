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
const SHARD = /(^|\/)model-\d{5}-of-\d{5}\.safetensors$/

/**
 * Selects the files needed to run a model: configuration, tokenizer and safetensors weights, in the root and in the
 * modules' folders. Prefers a single weights file to its shards. Includes ONNX files if requested, or if there are no
 * other weights. Smallest files first.
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
  const onnx = options.onnx || !weights ? inside.filter(({ path }) => path.startsWith(ONNX_FOLDER)) : []
  return [...own, ...onnx].sort((a, b) => a.size - b.size || (a.path < b.path ? -1 : 1))
}
