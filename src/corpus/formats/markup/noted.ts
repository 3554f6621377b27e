import { Outline } from '../outline.js'

/** Text with its signs taken off, and the notes that it refers to. */
export interface Plain {
  text: string
  /** Names of notes. */
  refers: string[]
}

interface Noted extends Plain {
  /** Of a heading. */
  level?: number
}

/** Collects text whose notes are defined anywhere in its file, and puts each below the first that refers to it. */
export class NotedText {
  readonly outline = new Outline()
  private readonly blocks: Noted[] = []
  private readonly notes = new Map<string, string[]>()

  add(block: Noted): void {
    this.blocks.push(block)
  }

  /** Adds a paragraph of a note; the same name may come again. */
  note(name: string, text: string): void {
    const known = this.notes.get(name)
    if (known) known.push(text)
    else this.notes.set(name, [text])
  }

  /** The outline with all text in its place; notes that nothing refers to come last. */
  finish(): Outline {
    for (const { text, refers, level } of this.blocks) {
      if (level === undefined) this.outline.paragraph(text)
      else this.outline.heading(text, level)
      for (const name of refers) {
        this.outline.paragraph('', this.notes.get(name))
        this.notes.delete(name)
      }
    }
    for (const paragraphs of this.notes.values()) this.outline.paragraph('', paragraphs)
    return this.outline
  }
}

/** Number of white-space characters before a line's text. */
export function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
