import { SHARED_BYTES } from './mojibake.js'
import type { RawRecord } from './types.js'

/**
 * Letters that only stand where Turkish was decoded rightly: before a character of this kind they may be part of UTF-8
 * that was decoded as windows-1254.
 */
const RIGHT = /[ğışĞİŞ](?![\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ])|\\u(?:011[fF]|015[eEfF]|013[01])/

/** Whether some letters of a record are of Latin-1, at the places of Turkish ones. */
export function hasSharedBytes({ text, title = '' }: RawRecord): boolean {
  return SHARED_BYTES.test(text) || SHARED_BYTES.test(title)
}

/**
 * Whether a file holds Turkish letters rightly. If it does, it was not decoded as Latin-1 on its way here, so that its
 * ð, ý and þ are what they are.
 */
export class TurkishLetters {
  private found: Promise<boolean> | undefined

  /** @param open the file's text from its start; not called before a record has a letter that could be a wrong one */
  constructor(private readonly open: () => AsyncIterable<string> | Iterable<string>) {}

  /** Whether it does. Reads the file once, up to the first letter that is right. */
  async areRight(): Promise<boolean> {
    this.found ??= holdsRight(this.open())
    return this.found
  }
}

async function holdsRight(chunks: AsyncIterable<string> | Iterable<string>): Promise<boolean> {
  try {
    for await (const chunk of chunks) if (RIGHT.test(chunk)) return true
  } catch {
    // Damage is reported where the file is read.
  }
  return false
}
