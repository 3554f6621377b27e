import { Readable } from 'node:stream'
import iconv from 'iconv-lite'

/** Single-byte encodings used for Turkish: Windows (a superset of ISO 8859-9), Macintosh, DOS. */
const ONE_BYTE = ['windows-1254', 'macturkish', 'cp857'] as const
type OneByte = (typeof ONE_BYTE)[number]
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | OneByte
/** Other encodings, by WHATWG's names: only a file that says so itself is read in them. */
type Declared = string & { readonly declared?: never }

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

/** How far into a page its encoding may be declared, as in browsers with some room to spare. */
const HEAD = 4096
const DECLARATIONS = [
  /^\s{0,9}<\?xml[^<>]{0,200}\sencoding\s{0,9}=\s{0,9}["']([\w:.-]{1,40})/,
  /<meta[^<>]{0,400}?[\s;"']charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{1,40})/i,
]
/** Names that browsers do not know. */
const OTHER_NAMES: Readonly<Record<string, OneByte>> = {
  macturkish: 'macturkish',
  'x-mac-turkish': 'macturkish',
  cp857: 'cp857',
  ibm857: 'cp857',
}

/**
 * The same for a page: where its bytes show that it is not Unicode, what it declares itself decides. Latin-1 is not
 * believed, because it has no ğ, ş and ı, and is what editors declare if nobody changes it.
 */
export async function detectPageEncoding(bytes: Buffer): Promise<Encoding | Declared> {
  const detected = await detectEncoding(Readable.from([bytes]))
  return ONE_BYTE.some(name => name === detected) ? (declared(bytes) ?? detected) : detected
}

function declared(bytes: Buffer): Encoding | Declared | undefined {
  const head = bytes.toString('latin1', 0, HEAD)
  const label = DECLARATIONS.map(pattern => pattern.exec(head)?.[1]).find(found => found !== undefined)
  if (label === undefined) return undefined
  const name = label.toLowerCase()
  if (Object.hasOwn(OTHER_NAMES, name)) return OTHER_NAMES[name]
  try {
    const { encoding } = new TextDecoder(name)
    return /^(?:utf-|windows-1252$)/.test(encoding) ? undefined : encoding
  } catch {
    return undefined
  }
}

async function* readable(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* bytes
  } catch {}
}

/** Decodes a byte stream chunk by chunk. Drops a byte order mark. */
export async function* decode(
  bytes: AsyncIterable<Buffer>,
  encoding: Encoding | Declared,
): AsyncGenerator<string> {
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

/** Decodes bytes that are in memory as a whole. */
export async function decodeWhole(bytes: Buffer, encoding: Encoding | Declared): Promise<string> {
  const pieces: string[] = []
  for await (const piece of decode(Readable.from([bytes]), encoding)) pieces.push(piece)
  return pieces.join('')
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
