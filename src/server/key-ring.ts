import { statSync } from 'node:fs'
import type { Config } from '../config.js'
import { asAnlamError } from '../errors.js'
import { type Reporter, SILENT } from '../types.js'
import { findKey, formerKeysFile, type Keys, keysFile, readKeys, type StoredKey } from './keys.js'

/** Milliseconds for which a change of the file of keys may go unnoticed. */
const INTERVAL = 1000

/**
 * The keys that a server asks for, as they are made and taken back while it runs. Once there were any, one is needed:
 * to take the last one back, or to lose their file, lets nobody in, not everybody.
 */
export class KeyRing {
  private known: Keys
  private stamp: string
  private nextAt = performance.now() + INTERVAL

  /** @throws AnlamError `invalid-input` if the file of keys is damaged */
  constructor(
    private readonly config: Config,
    private readonly reporter: Pick<Reporter, 'warn'> = SILENT,
  ) {
    this.stamp = this.stampNow()
    this.known = readKeys(config)
  }

  /** Whether requests need a key; if not, everybody may do everything. */
  get isNeeded(): boolean {
    this.refresh()
    return this.known.needed
  }

  /** Whether there is any to ask for: where one is needed and none is left, nobody can come in. */
  get isEmpty(): boolean {
    this.refresh()
    return this.known.keys.length === 0
  }

  /** The key that was sent, if it is in force. */
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
      this.reporter.warn(`${asAnlamError(error).message}; those read before stay in force`)
    }
  }

  private stampNow(): string {
    return [keysFile(this.config), formerKeysFile(this.config)].map(stampOf).join(' ')
  }
}

/** Differs when a file is replaced, or goes out of reach. */
function stampOf(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : ''
  } catch (error) {
    return asAnlamError(error).message
  }
}
