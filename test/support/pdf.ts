import { deflateSync } from 'node:zlib'

/** A text on a page. Coordinates are points from the bottom left, as PDF has them. */
export interface PlacedText {
  x: number
  y: number
  text: string
  /** Default 10. */
  size?: number
  font?: 'regular' | 'bold' | 'codes'
  /** Degrees, counterclockwise. */
  turn?: number
}

export interface MadePage {
  /** Default 400 × 600. */
  width?: number
  height?: number
  texts?: PlacedText[]
  /** Fills the page with an image: of nothing, or this one. */
  image?: true | Jpeg
}

export interface Jpeg {
  width: number
  height: number
  bytes: Buffer
}

/** Letters beyond Latin-1, by the codes that the fonts of these files give them. */
const LETTERS: Record<string, [code: number, name: string]> = {
  ğ: [0x80, 'gbreve'],
  Ğ: [0x81, 'Gbreve'],
  ş: [0x82, 'scedilla'],
  Ş: [0x83, 'Scedilla'],
  ı: [0x84, 'dotlessi'],
  İ: [0x85, 'Idotaccent'],
  '•': [0x86, 'bullet'],
  '˘': [0x87, 'breve'],
  '˙': [0x88, 'dotaccent'],
  '–': [0x89, 'endash'],
}
/** All letters are so wide, in thousandths of the size. */
const WIDTH = 500

/** Width of a text, in points. */
export function widthOf(text: string, size = 10): number {
  return (text.length * WIDTH * size) / 1000
}

/**
 * Makes a PDF with texts where they are asked for. All letters have the same width. `codes` is a font of bitmaps without
 * names of letters, as TeX makes them: its texts are codes.
 */
export function makePdf(pages: readonly MadePage[], { locked = false } = {}): Buffer {
  const objects: string[] = []
  const add = (body: string): number => objects.push(body)
  const differences = Object.values(LETTERS).map(([code, name]) => `${code} /${name}`)
  const widths = `/FirstChar 0 /LastChar 255 /Widths [${Array(256).fill(WIDTH).join(' ')}]`
  const font = (name: string): number =>
    add(
      `<< /Type /Font /Subtype /Type1 /BaseFont /${name} ${widths} ` +
        `/Encoding << /BaseEncoding /WinAnsiEncoding /Differences [${differences.join(' ')}] >> >>`,
    )
  const regular = font('Helvetica')
  const bold = font('Helvetica-Bold')
  const glyph = add(stream(Buffer.from('500 0 0 0 0 0 d1')))
  const codes = Array.from({ length: 256 }, (_, code) => `/a${code}`)
  const bitmaps = add(
    `<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [0.001 0 0 0.001 0 0] ${widths} ` +
      `/Encoding << /Type /Encoding /Differences [0 ${codes.join(' ')}] >> ` +
      `/CharProcs << ${codes.map(name => `${name} ${glyph} 0 R`).join(' ')} >> /Resources << >> >>`,
  )
  const pixels = deflateSync(Buffer.alloc(125 * 1000))
  const image = add(
    stream(
      pixels,
      '/Type /XObject /Subtype /Image /Width 1000 /Height 1000 /BitsPerComponent 1 /ColorSpace /DeviceGray ' +
        '/Filter /FlateDecode',
    ),
  )
  const images = pages.map(({ image: shown }) => (typeof shown === 'object' ? add(jpeg(shown)) : image))
  const tree = objects.length + 2 * pages.length + 1
  const kids = pages.map(({ width = 400, height = 600, texts = [], image: shown }, i) => {
    const resources =
      `<< /Font << /F0 ${regular} 0 R /F1 ${bold} 0 R /F2 ${bitmaps} 0 R >> ` +
      `/XObject << /I ${images[i]} 0 R >> >>`
    const drawn = texts.map(draw)
    if (shown) drawn.unshift(`q ${width} 0 0 ${height} 0 0 cm /I Do Q`)
    const content = add(stream(Buffer.from(drawn.join('\n'), 'latin1')))
    return add(
      `<< /Type /Page /Parent ${tree} 0 R /MediaBox [0 0 ${width} ${height}] /Contents ${content} 0 R ` +
        `/Resources ${resources} >>`,
    )
  })
  add(`<< /Type /Pages /Count ${kids.length} /Kids [${kids.map(kid => `${kid} 0 R`).join(' ')}] >>`)
  const catalog = add(`<< /Type /Catalog /Pages ${tree} 0 R >>`)
  const lock = locked
    ? add(`<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >>`)
    : undefined
  const id = '00112233445566778899aabbccddeeff'
  const trailer = `/Root ${catalog} 0 R /ID [<${id}> <${id}>]${lock ? ` /Encrypt ${lock} 0 R` : ''}`
  return toFile(objects, trailer)
}

function stream(content: Buffer, entries = ''): string {
  return `<< ${entries} /Length ${content.length} >>\nstream\n${content.toString('latin1')}\nendstream`
}

function jpeg({ width, height, bytes }: Jpeg): string {
  return stream(
    bytes,
    `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 8 /ColorSpace /DeviceRGB ` +
      '/Filter /DCTDecode',
  )
}

function draw({ x, y, text, size = 10, font = 'regular', turn = 0 }: PlacedText): string {
  const angle = (turn * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const bytes = [...text].map(letter => LETTERS[letter]?.[0] ?? letter.charCodeAt(0))
  const hex = Buffer.from(font === 'codes' ? [...text].map(code => code.charCodeAt(0)) : bytes).toString(
    'hex',
  )
  const name = { regular: 'F0', bold: 'F1', codes: 'F2' }[font]
  return `BT /${name} ${size} Tf ${cos} ${sin} ${-sin} ${cos} ${x} ${y} Tm <${hex}> Tj ET`
}

function toFile(objects: readonly string[], trailer: string): Buffer {
  let file = '%PDF-1.4\n'
  const offsets = objects.map((body, i) => {
    const offset = file.length
    file += `${i + 1} 0 obj\n${body}\nendobj\n`
    return offset
  })
  const entries = offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`)
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join('')}`
  const size = objects.length + 1
  return Buffer.from(
    `${file}${table}trailer\n<< /Size ${size} ${trailer} >>\nstartxref\n${file.length}\n%%EOF\n`,
    'latin1',
  )
}

/** Lines of running text below each other, as a column sets them. */
export function column(x: number, y: number, lines: readonly string[], size = 10): PlacedText[] {
  return lines.map((text, i) => ({ x, y: y - i * size * 1.2, text, size }))
}
