import { Recogniser } from '../corpus/recogniser.js'
import type { ReadOptions } from '../corpus/types.js'

/** How the text of scanned pages is recognised. */
export interface Recognition {
  /** Called for each page that took its time, with its place, such as `page 3 of 7`. */
  onPage?: (where: string) => void
}

/**
 * Runs an action with options for reading that recognise the text of scanned pages, if that is asked for and not done yet.
 */
export async function withRecogniser<T>(
  { read, ocr, signal }: { read: ReadOptions; ocr?: Recognition; signal?: AbortSignal },
  action: (read: ReadOptions) => Promise<T>,
): Promise<T> {
  if (!ocr || read.recogniser) return action(read)
  const recogniser = new Recogniser(ocr.onPage, signal)
  try {
    return await action({ ...read, recogniser })
  } finally {
    await recogniser.close()
  }
}
