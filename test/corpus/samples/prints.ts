import type { LessonPart } from './lesson.js'

/** Pages as a browser prints them. */
export interface Print {
  html: string
  /** Of a page, such as `A4`. */
  format?: string
  width?: string
  height?: string
}

const page = (style: string, body: string): string =>
  `<!doctype html><html lang="tr"><head><meta charset="utf-8"><title>Ders</title><style>${style}</style></head><body>${body}</body></html>`

function sections(parts: readonly LessonPart[]): string {
  return parts
    .map(
      ({ heading, paragraphs }) => `<h2>${heading}</h2>${paragraphs.map(text => `<p>${text}</p>`).join('')}`,
    )
    .join('\n')
}

/** A slide for each paragraph: its sentences are items. */
function slides(parts: readonly LessonPart[]): string {
  return parts
    .flatMap(({ heading, paragraphs }) =>
      paragraphs.map(text => {
        const items = text.split(/(?<=\.) /).map(item => `<li>${item}</li>`)
        return `<section><h1>${heading}</h1><ul>${items.join('')}</ul></section>`
      }),
    )
    .join('\n')
}

/** The lesson in the layouts that people print. */
export function prints(parts: readonly LessonPart[]): Record<string, Print> {
  return {
    article: {
      html: page('body { font: 11pt/1.35 serif; text-align: justify }', sections(parts)),
      format: 'A4',
    },
    'two columns': {
      html: page(
        'body { font: 9.5pt/1.25 serif; columns: 2; column-gap: 8mm; text-align: justify; hyphens: manual } p { margin: 0; text-indent: 1em } h2 { font-size: 12pt }',
        sections(parts),
      ),
      format: 'A4',
    },
    slides: {
      html: page(
        '@page { margin: 0 } section { break-after: page; height: 90vh; padding: 5vh 5vw; font: 20pt sans-serif } h1 { font-size: 30pt; color: navy }',
        slides(parts),
      ),
      width: '280mm',
      height: '158mm',
    },
  }
}
