/**
 * Formats of files that are read, with the extensions of their names. Everything that lists formats takes them from
 * here.
 */
export const FORMATS = {
  jsonl: ['.jsonl', '.ndjson'],
  json: ['.json'],
  csv: ['.csv'],
  tsv: ['.tsv'],
  parquet: ['.parquet'],
  xlsx: ['.xlsx', '.xlsm'],
  ods: ['.ods'],
  txt: ['.txt'],
  md: ['.md', '.markdown', '.mdx', '.rmd', '.qmd'],
  html: ['.html', '.htm', '.xhtml'],
  pdf: ['.pdf'],
  docx: ['.docx'],
  pptx: ['.pptx', '.ppsx'],
  opendocument: ['.odt', '.odp'],
  rtf: ['.rtf'],
  tex: ['.tex'],
  rst: ['.rst'],
  org: ['.org'],
  epub: ['.epub'],
  ipynb: ['.ipynb'],
  subtitles: ['.srt', '.vtt'],
} as const

export type Format = keyof typeof FORMATS

/** Extensions of all formats. Each may be followed by `.gz`, and files may be in a `.zip`. */
export const KNOWN_EXTENSIONS: readonly string[] = Object.values(FORMATS).flat()

/** What makes files readable that are not, by their extensions. */
const WAYS: readonly (readonly [extensions: string, way: string])[] = [
  ['.doc .dot .wpd .pages', 'save it as .docx, with LibreOffice: soffice --convert-to docx FILE'],
  ['.ppt .pps .key', 'save it as .pptx, with LibreOffice: soffice --convert-to pptx FILE'],
  ['.xls .xlsb .numbers', 'save it as .xlsx, with LibreOffice: soffice --convert-to xlsx FILE'],
  ['.djvu .djv', 'take out its text, with DjVuLibre: djvutxt FILE FILE.txt'],
  ['.ps .eps', 'make a PDF of it, with Ghostscript: ps2pdf FILE'],
  ['.mobi .azw .azw3 .fb2 .lit', 'make an EPUB of it, with calibre: ebook-convert FILE FILE.epub'],
  ['.adoc .textile .wiki', 'make Markdown of it, with Pandoc: pandoc FILE -o FILE.md'],
  [
    '.png .jpg .jpeg .tif .tiff .gif .bmp .webp .heic',
    'recognise its text, with Tesseract: tesseract FILE FILE -l tur',
  ],
  ['.mp3 .m4a .wav .ogg .mp4 .mkv .webm .mov .avi', 'index its subtitles, as .srt or .vtt'],
  ['.7z .rar .tar .tgz .bz2 .xz .zst', 'unpack it, or pack it as .zip'],
  ['.feather .arrow .orc .avro .pkl .pickle', 'save it as .parquet, with pandas: to_parquet'],
  ['.log .text .asc', 'rename it to .txt'],
]
const WAY_OF = new Map(WAYS.flatMap(([extensions, way]) => extensions.split(' ').map(each => [each, way])))

/** The extension of a name in lower case; of a packed file, that before `.gz`. Empty if there is none. */
export function extensionOf(name: string): string {
  const lower = name.toLowerCase()
  const inner = lower.endsWith('.gz') ? lower.slice(0, -3) : lower
  const base = inner.slice(Math.max(inner.lastIndexOf('/'), inner.lastIndexOf('\\')) + 1)
  const dot = base.lastIndexOf('.')
  return dot > 0 ? base.slice(dot) : ''
}

/** How a file that cannot be read can be made readable, if a way is known. */
export function wayOut(name: string): string | undefined {
  return WAY_OF.get(extensionOf(name))
}
