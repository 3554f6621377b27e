/** A file of a repository, with the digest the hub knows it by. */
export interface RemoteFile {
  path: string
  /** Bytes. */
  size: number
  /** SHA-256 of the content for large files, SHA-1 of the git blob for the others. */
  digest: { algorithm: 'sha256' | 'git-sha1'; hex: string }
}

const ONNX_FOLDER = 'onnx/'
/** Weights converted for other runtimes, and what a training run leaves behind. */
const FOREIGN_FOLDERS = ['onnx/', 'openvino/', 'coreml/', 'tf/', 'runs/', 'checkpoint-', 'eval/', '.']
const SHARD = /(^|\/)model-\d{5}-of-\d{5}\.safetensors$/

/**
 * What a run needs: configuration, tokenizer and safetensors weights of the root and of each module's folder. One
 * file of weights is preferred to its shards. ONNX files are taken when asked for, or when there are no other weights.
 */
export function selectFiles(files: readonly RemoteFile[], options: { onnx: boolean }): RemoteFile[] {
  // A path that climbs out of the model's folder is no file of it, whatever the hub says.
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
