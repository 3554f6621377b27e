import { z } from 'zod'
import type { Section } from '../sections.js'
import { blocksOf, headingOf } from './markdown.js'

const Cell = z.object({ cell_type: z.string(), source: z.union([z.string(), z.array(z.string())]) })
const Notebook = z.object({ cells: z.array(Cell) })

/**
 * Reads the Markdown cells of a Jupyter notebook, split by headings. Code, display formulas and tables are left out.
 */
export function readNotebook(bytes: Buffer): { title?: string; sections: Section[] } {
  const { cells } = Notebook.parse(JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, '')))
  const sections: Section[] = [{ paragraphs: [] }]
  for (const { cell_type, source } of cells) {
    if (cell_type !== 'markdown') continue
    for (const block of blocksOf(typeof source === 'string' ? source : source.join(''))) {
      const heading = headingOf(block.trim())
      if (heading) sections.push({ heading, paragraphs: [] })
      else sections.at(-1)!.paragraphs.push(block)
    }
  }
  const title = sections.find(({ heading }) => heading)?.heading
  return { ...(title ? { title } : {}), sections }
}
