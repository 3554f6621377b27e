import { statSync } from 'node:fs'
import type { Config } from './config.js'
import { asAnlamError } from './errors.js'
import { findKey, keysFile, readKeys, type StoredKey } from './keys.js'
import { type Reporter, SILENT } from './types.js'

/** Milliseconds for which a change of the file of keys may go unnoticed. */
const INTERVAL = 1000

/**
 * The keys that a server asks for, as they are made and taken back while it runs. Once there were any, one is needed:
 * to take the last one back lets nobody in, not everybody.
 */
export class KeyRing {
  private keys: readonly StoredKey[]
  private stamp: string
  private nextAt = performance.now() + INTERVAL
  private needed: boolean

  /** @throws AnlamError `invalid-input` if the file of keys is damaged */
  constructor(
    private readonly config: Config,
    private readonly reporter: Pick<Reporter, 'warn'> = SILENT,
  ) {
    this.stamp = stampOf(keysFile(config))
    this.keys = readKeys(config)
    this.needed = this.keys.length > 0
  }

  /** Whether requests need a key; if not, everybody may do everything. */
  get isNeeded(): boolean {
    this.refresh()
    return this.needed
  }

  /** The key that was sent, if it is in force. */
  find(sent: string): StoredKey | undefined {
    this.refresh()
    return findKey(this.keys, sent)
  }

  private refresh(): void {
    if (performance.now() < this.nextAt) return
    this.nextAt = performance.now() + INTERVAL
    const stamp = stampOf(keysFile(this.config))
    if (stamp === this.stamp) return
    this.stamp = stamp
    try {
      this.keys = readKeys(this.config)
      this.needed ||= this.keys.length > 0
    } catch (error) {
      this.reporter.warn(`${asAnlamError(error).message}; those read before stay in force`)
    }
  }
}

/** Differs when a file is replaced. */
function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : ''
}
