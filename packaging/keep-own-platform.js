// Runs once the package was installed. It removes what other platforms would load from the copies of onnxruntime and
// tokenizers that travel inside the package, and that nothing else uses. Where it does not run, they only take space.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const { platform, arch } = process

/** Removes those of a folder's entries that are for another platform; none if there is none for this one. */
function keepOwn(folder, isBinary, isOwn) {
  const binaries = readdirSync(folder).filter(isBinary)
  if (!binaries.some(isOwn)) return
  for (const name of binaries) if (!isOwn(name)) rmSync(join(folder, name), { recursive: true, force: true })
}

try {
  const modules = fileURLToPath(new URL('../node_modules', import.meta.url))
  const systems = join(modules, 'onnxruntime-node/bin/napi-v6')
  keepOwn(
    systems,
    () => true,
    name => name === platform,
  )
  keepOwn(
    join(systems, platform),
    () => true,
    name => name === arch,
  )
  // Those of both C libraries of Linux stay: which one is used is found out when it is loaded.
  keepOwn(
    join(modules, 'tokenizers'),
    name => name.endsWith('.node'),
    name => name.startsWith(`tokenizers.${platform}-${arch}`),
  )
} catch (error) {
  console.warn(`anlam: files for other platforms stay, which does no harm: ${error.message}`)
}
