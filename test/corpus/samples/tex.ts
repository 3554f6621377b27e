import type { LessonPart } from './lesson.js'

const escaped = (text: string): string =>
  text.replaceAll(/[%&_#$]/g, sign => `\\${sign}`).replaceAll(/[“”]/g, sign => (sign === '“' ? '``' : "''"))

function document(preamble: string, body: string): string {
  return `\\documentclass${preamble}\n\\usepackage[utf8]{inputenc}\n\\begin{document}\n${body}\n\\end{document}\n`
}

function sections(parts: readonly LessonPart[]): string {
  return parts
    .map(({ heading, paragraphs }) => `\\section{${heading}}\n${paragraphs.map(escaped).join('\n\n')}`)
    .join('\n\n')
}

function frames(parts: readonly LessonPart[]): string {
  return parts
    .flatMap(({ heading, paragraphs }) =>
      paragraphs.map(text => {
        const items = text.split(/(?<=\.) /).map(item => `\\item ${escaped(item)}`)
        return `\\begin{frame}{${heading}}\n\\begin{itemize}\n${items.join('\n')}\n\\end{itemize}\n\\end{frame}`
      }),
    )
    .join('\n\n')
}

/** The lesson in LaTeX: accents beside letters (OT1), letters of the font (T1) in two columns, slides of Beamer. */
export const TEX: Record<string, (parts: readonly LessonPart[]) => string> = {
  article: parts => document('{article}', sections(parts)),
  'two columns': parts => document('[twocolumn]{article}\n\\usepackage[T1]{fontenc}', sections(parts)),
  'letters of Latin Modern': parts =>
    document('{article}\n\\usepackage[T1]{fontenc}\n\\usepackage{lmodern}', sections(parts)),
  beamer: parts => document('{beamer}\n\\usetheme{Madrid}\n\\title{Ders}\n\\author{Biri}', frames(parts)),
}
