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
  /** Whether its letters had to be mended. */
  isRepaired?: boolean
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
  const nth = new Map<number, number>()
  return filled.map(({ heading, page, metadata, paragraphs, isRepaired }, i) => ({
    text: paragraphs.join('\n\n'),
    ...(title ? { title: tidy(title) } : {}),
    metadata: {
      ...common,
      ...(heading ? { heading: tidy(heading) } : {}),
      ...(page === undefined ? {} : { page }),
      ...metadata,
    },
    line: page ?? i + 1,
    part: filled.length === 1 ? '' : `~${page === undefined ? i + 1 : partOfPage(page, nth)}`,
    ...(isRepaired ? { isRepaired } : {}),
  }))
}

/** Names a part by its page, the second one on it `p7.2`. */
function partOfPage(page: number, counts: Map<number, number>): string {
  const nth = (counts.get(page) ?? 0) + 1
  counts.set(page, nth)
  return nth === 1 ? `p${page}` : `p${page}.${nth}`
}

/** Undoes typesetting: soft hyphens, ligatures, line breaks. */
function tidy(text: string): string {
  return text
    .replaceAll(SOFT_HYPHEN, '')
    .replaceAll(LIGATURES, ligature => ligature.normalize('NFKC'))
    .replaceAll(/\s+/g, ' ')
    .trim()
}
