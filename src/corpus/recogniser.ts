import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Worker } from 'tesseract.js'
import { AnlamError, throwIfAborted } from '../errors.js'

/** What stands on the image of a page. */
export interface RecognisedPage {
  /** Of lines, as they are broken. */
  paragraphs: string[][]
  /** How sure it is on average, in per cent. */
  confidence: number
}

/** Pages that are remembered: texts only. */
const MAX_REMEMBERED = 10_000

/**
 * Recognises Turkish text in images by Tesseract, which users install beside this package: it is large, and few need it.
 * It takes seconds for a page, so what was recognised once is remembered.
 */
export class Recogniser {
  private readonly known = new Map<string, RecognisedPage>()
  private worker: Promise<Worker> | undefined

  /** @param signal ends waiting with `cancelled`, between two pages */
  constructor(
    private readonly onPage: (where: string) => void = () => undefined,
    private readonly signal?: AbortSignal,
  ) {}

  /**
   * @param key of the image, among all
   * @param where it is, such as `page 3 of 7`
   * @param image a PNG or JPEG
   * @throws AnlamError `unavailable` if Tesseract is not installed; `cancelled`
   */
  async recognise(key: string, where: string, image: () => Promise<Uint8Array>): Promise<RecognisedPage> {
    const known = this.known.get(key)
    if (known) return known
    throwIfAborted(this.signal)
    this.worker ??= openWorker()
    const worker = await this.worker
    const { buffer, byteOffset, byteLength } = await image()
    const picture = Buffer.from(buffer, byteOffset, byteLength)
    const { data } = await worker.recognize(picture, {}, { blocks: true, text: false })
    throwIfAborted(this.signal)
    const paragraphs = (data.blocks ?? []).flatMap(block =>
      block.paragraphs.map(({ lines }) => lines.map(({ text }) => text.trim())),
    )
    const page = { paragraphs, confidence: data.confidence }
    if (this.known.size < MAX_REMEMBERED) this.known.set(key, page)
    this.onPage(where)
    return page
  }

  async close(): Promise<void> {
    const worker = await this.worker?.catch(() => undefined)
    await worker?.terminate()
  }
}

/** Opens Tesseract with the data that stand beside it; it fetches nothing. */
async function openWorker(): Promise<Worker> {
  const data = '@tesseract.js-data/tur/package.json'
  try {
    const { createWorker, OEM } = await import('tesseract.js')
    const folder = dirname(fileURLToPath(import.meta.resolve(data)))
    const langPath = join(folder, '4.0.0_best_int')
    return await createWorker('tur', OEM.LSTM_ONLY, { langPath, gzip: true, cacheMethod: 'none' })
  } catch (cause) {
    throw new AnlamError(
      'unavailable',
      'recognising text needs Tesseract, which is not installed: npm install tesseract.js @tesseract.js-data/tur (60 MB)',
      { cause },
    )
  }
}
