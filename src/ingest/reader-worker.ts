import { readCorpus } from '../corpus/read.js'
import { segment } from '../corpus/segment.js'
import type { ReadDocument } from '../corpus/types.js'
import type { Unit } from '../types.js'
import { serveWorker } from '../workers/rpc.js'
import type { PreparedDocument } from './prepare.js'
import type { ReaderPage, Reading } from './threaded-reader.js'

/** Limits of a page: large enough for few messages, small enough for memory. */
const MAX_DOCUMENTS = 256
const MAX_CHARACTERS = 1 << 20

let skipped: ReaderPage['skipped'] = []
let documents: AsyncIterator<ReadDocument>
let unit: Unit | undefined

serveWorker({
  begin: async ([reading]: [Reading]): Promise<void> => {
    skipped = []
    documents = readCorpus(reading.paths, { ...reading.options, onSkip: (...each) => skipped.push(each) })
    unit = reading.unit
  },
  /** The next documents, none at the end, and what was left out since the page before. */
  next: async (): Promise<ReaderPage> => {
    const page: PreparedDocument[] = []
    for (let characters = 0; page.length < MAX_DOCUMENTS && characters < MAX_CHARACTERS; ) {
      const { value, done } = await documents.next()
      if (done) break
      const { document, repaired, defaultUnit } = value
      const chosen = unit ?? defaultUnit
      page.push({ document, repaired, unit: chosen, passages: segment(document, chosen) })
      characters += document.text.length
    }
    const told = skipped
    skipped = []
    return { documents: page, skipped: told }
  },
})
