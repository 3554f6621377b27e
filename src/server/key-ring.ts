import { statSync } from 'node:fs'
import type { Config } from '../config.js'
import { asAnlamError } from '../errors.js'
import { type Reporter, SILENT } from '../types.js'
import { findKey, formerKeysFile, type Keys, keysFile, readKeys, type StoredKey } from './keys.js'

/** Milliseconds between two checks of the key file. */
const INTERVAL = 1000

/**
 * The keys a server accepts, kept up to date with the key file. Once there has been a key, one is needed: removing the
 * last one, or losing the file, locks everybody out instead of letting everybody in.
 */
export class KeyRing {
  private known: Keys
  private stamp: string
  private nextAt = performance.now() + INTERVAL

  /** @throws AnlamError `invalid-input` if the key file is damaged */
  constructor(
    private readonly config: Config,
    private readonly reporter: Pick<Reporter, 'warn'> = SILENT,
  ) {
    this.stamp = this.stampNow()
    this.known = readKeys(config)
  }

  /** Whether requests need a key. If not, any client may do everything. */
  get isNeeded(): boolean {
    this.refresh()
    return this.known.needed
  }

  /** Whether no key is left: where one is needed, no request is accepted then. */
  get isEmpty(): boolean {
    this.refresh()
    return this.known.keys.length === 0
  }

  /** The stored key that matches the one sent, if it is valid. */
  find(sent: string): StoredKey | undefined {
    this.refresh()
    return findKey(this.known.keys, sent)
  }

  private refresh(): void {
    if (performance.now() < this.nextAt) return
    this.nextAt = performance.now() + INTERVAL
    const stamp = this.stampNow()
    if (stamp === this.stamp) return
    this.stamp = stamp
    try {
      const { needed, keys } = readKeys(this.config)
      this.known = { needed: needed || this.known.needed, keys }
    } catch (error) {
      this.reporter.warn(`${asAnlamError(error).message}; the keys read before stay valid`)
    }
  }

  private stampNow(): string {
    return [keysFile(this.config), formerKeysFile(this.config)].map(stampOf).join(' ')
  }
}

/** Changes when a file is replaced, or can no longer be read. */
function stampOf(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : ''
  } catch (error) {
    return asAnlamError(error).message
  }
}
