import { AnlamError, asAnlamError } from '../errors.js'
import { splitLines } from '../lines.js'
import type { NewDocument as Document, Service } from '../service.js'
import { checked, fromJsonBytes } from './body.js'
import { NewDocument } from './schemas.js'

/** Documents of a stream that are written together. */
const GROUP = 256

export function toLine(row: object): string {
  return `${JSON.stringify(row)}\n`
}

/**
 * Writes documents that come as JSON lines, each byte a character. The body is read no faster than it is written.
 * @returns a line for each: what became of it once it is durable, or why it cannot be taken
 * @throws AnlamError what writing throws; what was answered before is written
 */
export async function* bulkWrite(
  service: Service,
  index: string,
  body: AsyncIterable<string>,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let group: { line: number; document: Document }[] = []
  async function* flush(): AsyncGenerator<string> {
    if (group.length === 0) return
    // Of a document that comes twice the last one counts.
    const latest = new Map(group.map(({ document }) => [document.id, document]))
    const outcomes = await service.upsert(index, [...latest.values()], signal)
    const byId = new Map([...latest.keys()].map((id, i) => [id, outcomes[i]!]))
    for (const { line, document } of group)
      yield toLine({ line, id: document.id, outcome: byId.get(document.id) })
    group = []
  }
  for await (const { text, number: line } of splitLines(body)) {
    if (text.trim() === '') continue
    const parsed = parse(text)
    if (parsed instanceof AnlamError)
      yield toLine({ line, error: { code: parsed.code, message: parsed.message } })
    else group.push({ line, document: parsed })
    if (group.length >= GROUP) yield* flush()
  }
  yield* flush()
}

function parse(bytes: string): Document | AnlamError {
  try {
    return checked(NewDocument, fromJsonBytes(Buffer.from(bytes, 'latin1')))
  } catch (error) {
    return asAnlamError(error)
  }
}
