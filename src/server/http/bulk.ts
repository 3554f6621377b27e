import { MAX_LINE_OVER_HTTP } from '../../basics/bounds.js'
import { BadLine, jsonLines } from '../../basics/json-rows.js'
import { AnlamError, asAnlamError, throwIfAborted } from '../../errors.js'
import type { Searcher } from '../../search/searcher.js'
import type { Service } from '../service.js'
import { checked, fromJsonBytes } from './body.js'
import { NewDocument } from './schemas.js'

/** Most documents written together, and most characters of their texts. */
const GROUP = 256
const GROUP_CHARACTERS = 2 << 20

type Document = Parameters<Service['upsert']>[1][number]

export function toLine(row: object): string {
  return `${JSON.stringify(row)}\n`
}

/**
 * Writes documents given as JSON lines. The body is read no faster than it is written.
 * @param body decoded as latin1, so that each character is a byte
 * @returns one line per document: its outcome once it is durable, or the error that refused it
 * @throws AnlamError of the writer, or the one that cut the body off; lines answered before that are written
 */
export async function* bulkWrite(
  service: Service,
  searcher: Searcher,
  body: AsyncIterable<string>,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let group: { line: number; document: Document }[] = []
  let characters = 0
  async function* flush(): AsyncGenerator<string> {
    if (group.length === 0) return
    // If an id occurs twice, the last document counts.
    const latest = new Map(group.map(({ document }) => [document.id, document]))
    const outcomes = await service.upsert(searcher, [...latest.values()], signal)
    const byId = new Map([...latest.keys()].map((id, i) => [id, outcomes[i]!]))
    for (const { line, document } of group) {
      const outcome = byId.get(document.id)
      yield outcome instanceof AnlamError
        ? toLine({ line, error: { code: outcome.code, message: outcome.message } })
        : toLine({ line, id: document.id, outcome })
    }
    group = []
    characters = 0
  }
  let last = 0
  let cut: AnlamError | undefined
  const whole = cutOff(body, error => {
    cut = asAnlamError(error)
  })
  for await (const read of jsonLines(whole, parse, MAX_LINE_OVER_HTTP)) {
    // The last line may be incomplete.
    if (cut) break
    const { line } = read
    last = line
    if (read instanceof BadLine)
      yield toLine({ line, error: { code: 'invalid-input', message: read.reason } })
    else {
      group.push({ line, document: read.value })
      characters += read.value.text.length
    }
    if (group.length >= GROUP || characters >= GROUP_CHARACTERS) yield* flush()
  }
  throwIfAborted(signal)
  yield* flush()
  if (cut) throw new AnlamError(cut.code, `${cut.message}; lines after ${last} were not taken`)
}

/** Ends without an error when the body is cut off, so that the complete lines are still written. */
async function* cutOff(body: AsyncIterable<string>, onCut: (error: unknown) => void): AsyncGenerator<string> {
  try {
    yield* body
  } catch (error) {
    onCut(error)
  }
}

/** @param bytes a line decoded as latin1, so that each character is a byte */
function parse(bytes: string): Document {
  return checked(NewDocument, fromJsonBytes(Buffer.from(bytes, 'latin1')))
}
