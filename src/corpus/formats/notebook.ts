import { z } from 'zod'
import { addLeftOut, leaveOut } from '../left-out.js'
import type { Section } from '../sections.js'
import type { LeftOut } from '../types.js'
import { type Block, firstHeading, sectionsOf } from './blocks.js'
import { markdownText } from './markdown.js'

const Text = z.union([z.string(), z.array(z.string())])
const Output = z.object({ text: Text.optional().catch(undefined) })
const Cell = z.object({
  cell_type: z.string(),
  source: Text.optional(),
  /** Of code, before version 4 of the format. */
  input: Text.optional(),
  outputs: z.array(Output).optional().catch(undefined),
  /** Of a heading, before version 4. */
  level: z.int().min(1).max(6).optional().catch(undefined),
})
const Notebook = z.object({ cells: z.array(Cell) })
/** Before version 4, cells stood in sheets. */
const OldNotebook = z.object({ worksheets: z.array(Notebook) })

/** Reads the Markdown cells of a Jupyter notebook, split by headings. Code and what it printed are left out. */
export function readNotebook(bytes: Buffer): { title?: string; sections: Section[]; leftOut: LeftOut } {
  const json: unknown = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''))
  const old = OldNotebook.safeParse(json)
  const cells = old.success ? old.data.worksheets.flatMap(sheet => sheet.cells) : Notebook.parse(json).cells
  const blocks: Block[] = []
  const leftOut: LeftOut = {}
  for (const { cell_type, source, input, outputs = [], level } of cells) {
    const text = joined(source ?? input)
    if (cell_type === 'markdown') {
      const cell = markdownText(text)
      for (const block of cell.blocks) blocks.push(block)
      addLeftOut(leftOut, cell.leftOut)
    } else if (cell_type === 'heading') blocks.push({ text, level: level ?? 1 })
    else leaveOut(leftOut, 'code', [text, ...outputs.map(output => joined(output.text))].join('\n'))
  }
  const title = firstHeading(blocks)
  return { ...(title === undefined ? {} : { title }), sections: sectionsOf(blocks), leftOut }
}

function joined(text: string | readonly string[] | undefined): string {
  return typeof text === 'string' ? text : (text ?? []).join('')
}
