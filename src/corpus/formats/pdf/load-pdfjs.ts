type Pdfjs = typeof import('pdfjs-dist/legacy/build/pdf.mjs')

let loading: Promise<Pdfjs> | undefined

/**
 * Loads pdf.js: its build for Node 20, which brings core-js. That replaces `Array.prototype.push` and `JSON.parse` for the
 * whole process by slow ones, for an error on lists of fixed length and for the source text of numbers, which nobody here
 * asks for: reading a PDF took a fifth longer, and JSON lines after it a seventh. Node's own are put back.
 */
export function loadPdfjs(): Promise<Pdfjs> {
  loading ??= load()
  return loading
}

async function load(): Promise<Pdfjs> {
  const { push } = Array.prototype
  const { parse } = JSON
  try {
    // Otherwise pdf.js loads it with the first document, and core-js with it once more.
    await import('pdfjs-dist/legacy/build/pdf.worker.mjs')
    return await import('pdfjs-dist/legacy/build/pdf.mjs')
  } finally {
    for (const [owner, name, value] of [
      [Array.prototype, 'push', push],
      [JSON, 'parse', parse],
    ] as const)
      Object.defineProperty(owner, name, { value, writable: true, enumerable: false, configurable: true })
  }
}
