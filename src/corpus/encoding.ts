import iconv from 'iconv-lite'

/** Single-byte encodings used for Turkish: Windows (a superset of ISO 8859-9), Macintosh, DOS. */
const ONE_BYTE = ['windows-1254', 'macturkish', 'cp857'] as const
type OneByte = (typeof ONE_BYTE)[number]
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | OneByte

/** Multi-byte sequences and stray bytes that are enough evidence for or against UTF-8. */
const ENOUGH = 2000

/**
 * Detects the encoding of a byte stream. A byte order mark decides; else NULs in every other byte mean UTF-16; else
 * bytes above ASCII that are mostly invalid UTF-8 mean a single-byte encoding, namely the one in which they are
 * Turkish letters. A few invalid bytes still count as UTF-8. If the stream fails, the bytes before the failure
 * decide: reading the file again reports the error.
 */
export async function detectEncoding(bytes: AsyncIterable<Buffer>): Promise<Encoding> {
  const scan = new Utf8Scan()
  let first = true
  for await (const chunk of readable(bytes)) {
    if (first) {
      const marked = fromMark(chunk) ?? fromNuls(chunk)
      if (marked) return marked
      first = false
    }
    scan.feed(chunk)
    if (scan.valid + scan.invalid > ENOUGH) break
  }
  scan.end()
  return scan.invalid > scan.valid ? mostTurkish(Buffer.from(scan.high)) : 'utf-8'
}

async function* readable(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* bytes
  } catch {}
}

/** Decodes a byte stream chunk by chunk. Drops a byte order mark. */
export async function* decode(bytes: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  if (encoding === 'macturkish' || encoding === 'cp857') {
    // Single-byte encodings need no state across chunks.
    for await (const chunk of bytes) yield iconv.decode(chunk, encoding)
    return
  }
  const decoder = new TextDecoder(encoding)
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true })
    if (text) yield text
  }
  const rest = decoder.decode()
  if (rest) yield rest
}

/**
 * The single-byte encoding that turns the most bytes into Turkish letters and the fewest into others; windows-1254 on
 * a tie.
 */
function mostTurkish(high: Buffer): OneByte {
  const scores = ONE_BYTE.map(encoding => {
    const text = iconv.decode(high, encoding)
    const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0
    const letters = count(/[çğıöşüâîûÇĞİÖŞÜ]/g)
    // Lower-case letters are more frequent, so an encoding that yields mostly capitals is wrong.
    return letters - count(/[ÇĞİÖŞÜ]/g) / 2 - 2 * (count(/\p{L}/gu) - letters) - count(/[\x80-\x9f\ufffd]/g)
  })
  return ONE_BYTE[scores.indexOf(Math.max(...scores))]!
}

function fromMark(head: Buffer): Encoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8'
  return undefined
}

function fromNuls(head: Buffer): Encoding | undefined {
  const sample = head.subarray(0, Math.min(head.length, 4096) & ~1)
  const zeros = [0, 0]
  sample.forEach((byte, i) => {
    if (byte === 0) zeros[i & 1]!++
  })
  const share = (count: number): number => count / (sample.length / 2)
  if (sample.length >= 4 && share(zeros[1]!) > 0.5 && share(zeros[0]!) < 0.1) return 'utf-16le'
  if (sample.length >= 4 && share(zeros[0]!) > 0.5 && share(zeros[1]!) < 0.1) return 'utf-16be'
  return undefined
}

/** Counts valid multi-byte UTF-8 sequences, and bytes that belong to none. */
class Utf8Scan {
  valid = 0
  invalid = 0
  /** The first `ENOUGH` bytes above ASCII. */
  readonly high: number[] = []
  private missing = 0
  private read = 0

  feed(chunk: Buffer): void {
    for (const byte of chunk) {
      if (byte >= 0x80 && this.high.length < ENOUGH) this.high.push(byte)
      if (this.missing > 0) {
        if ((byte & 0xc0) === 0x80) {
          this.read++
          if (--this.missing === 0) this.valid++
          continue
        }
        this.invalid += this.read
        this.missing = 0
      }
      if (byte < 0x80) continue
      this.read = 1
      if (byte >= 0xc2 && byte <= 0xdf) this.missing = 1
      else if (byte >= 0xe0 && byte <= 0xef) this.missing = 2
      else if (byte >= 0xf0 && byte <= 0xf4) this.missing = 3
      else this.invalid++
    }
  }

  end(): void {
    if (this.missing > 0) this.invalid += this.read
  }
}
