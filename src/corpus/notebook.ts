import { z } from 'zod'
import type { Section } from './sections.js'

const Cell = z.object({ cell_type: z.string(), source: z.union([z.string(), z.array(z.string())]) })
const Notebook = z.object({ cells: z.array(Cell) })

const HEADING = /^#{1,6}\s+(.+?)\s*#*$/

/** The text cells of a Jupyter notebook, by their headings; code, formulas that stand alone and tables are left out. */
export function readNotebook(bytes: Buffer): { title?: string; sections: Section[] } {
  const { cells } = Notebook.parse(JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, '')))
  const sections: Section[] = [{ paragraphs: [] }]
  for (const { cell_type, source } of cells) {
    if (cell_type !== 'markdown') continue
    const markdown = (typeof source === 'string' ? source : source.join(''))
      .replaceAll(/^(```|~~~)[\s\S]*?^\1.*$/gm, '')
      .replaceAll(/^\$\$[\s\S]*?\$\$\s*$/gm, '')
      .replaceAll(/^\s*\|.*\|\s*$/gm, '')
    for (const block of markdown.split(/\n\s*\n|\n(?=#{1,6}\s)|(?<=^#{1,6}\s[^\n]*)\n/m)) {
      const heading = HEADING.exec(block.trim())?.[1]
      if (heading) sections.push({ heading, paragraphs: [] })
      else sections.at(-1)!.paragraphs.push(block)
    }
  }
  const title = sections.find(({ heading }) => heading)?.heading
  return { ...(title ? { title } : {}), sections }
}
