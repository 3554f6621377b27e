import type { Metadata } from '../types.js'
import type { RawRecord } from './types.js'

/** Part of a document: under one heading, or on one page. */
export interface Section {
  heading?: string
  /** 1-based. */
  page?: number
  /** Beside heading and page, such as times. */
  metadata?: Metadata
  paragraphs: string[]
}

const LIGATURES = /[ﬀ-ﬆ]/g
const SOFT_HYPHEN = /\u00ad/g

/**
 * Makes a record of each non-empty section, with heading and page as metadata. Blank lines separate paragraphs.
 * @param common metadata of all of them
 */
export function toRecords(
  sections: readonly Section[],
  title: string | undefined,
  common: Metadata = {},
): RawRecord[] {
  const filled = sections
    .map(section => ({ ...section, paragraphs: section.paragraphs.map(tidy).filter(text => text !== '') }))
    .filter(({ paragraphs }) => paragraphs.length > 0)
  return filled.map(({ heading, page, metadata, paragraphs }, i) => ({
    text: paragraphs.join('\n\n'),
    ...(title ? { title: tidy(title) } : {}),
    metadata: {
      ...common,
      ...(heading ? { heading: tidy(heading) } : {}),
      ...(page === undefined ? {} : { page }),
      ...metadata,
    },
    line: page ?? i + 1,
    part: filled.length === 1 ? '' : `~${page === undefined ? i + 1 : `p${page}`}`,
  }))
}

/** Undoes typesetting: soft hyphens, ligatures, line breaks. */
function tidy(text: string): string {
  return text
    .replaceAll(SOFT_HYPHEN, '')
    .replaceAll(LIGATURES, ligature => ligature.normalize('NFKC'))
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** Joins lines of running text, and rejoins words hyphenated at a line end. */
export function joinLines(lines: readonly string[]): string {
  const pieces: string[] = []
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1]
    const divided =
      before !== undefined && /\p{Ll}[-‐\u00ad]$/u.test(before.slice(-3)) && /^\p{Ll}/u.test(line)
    if (divided) pieces.push(pieces.pop()!.slice(0, -1))
    else if (before !== undefined) pieces.push(' ')
    pieces.push(line)
  }
  return pieces.join('')
}
