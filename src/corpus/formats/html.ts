import { Parser } from 'htmlparser2'
import type { Section } from '../sections.js'

/** Elements that are not running text: code, navigation, tables, form controls. */
const LEFT_OUT = new Set(
  'script style noscript template svg math nav footer aside form button select textarea table pre figure iframe head dialog'.split(
    ' ',
  ),
)
/** Elements that do not end a line of text. */
const INLINE = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
)
const HEADING = /^h[1-6]$/
const BODY = /^(?:main|article)$/

/**
 * Nesting limit. Deeper elements are treated as text, as in browsers, because the parser walks the whole stack of
 * open elements at every tag. Elements whose content is left out may nest twice as deep.
 */
const DEEPEST = 512

interface Collected extends Section {
  /** Inside `main` or `article`. */
  inBody: boolean
}

/**
 * Extracts the running text of a page, split by headings. If the page marks its main content, the rest is left out.
 */
export function readHtml(html: string): { title?: string; sections: Section[] } {
  const collected: Collected[] = [{ paragraphs: [], inBody: false }]
  let title = ''
  let text = ''
  let inTitle = false
  let leftOut = 0
  let bodies = 0
  /** Open elements, outermost first. */
  const open: { name: string; out: boolean }[] = []
  const flush = (): void => {
    if (/\S/.test(text)) {
      const last = collected.at(-1)!
      if (last.inBody === bodies > 0) last.paragraphs.push(text)
      else collected.push({ ...withHeading(last.heading), paragraphs: [text], inBody: bodies > 0 })
    }
    text = ''
  }
  class ShallowParser extends Parser {
    override onopentagname(start: number, end: number): void {
      const isLeftOut = LEFT_OUT.has(html.slice(start, end).toLowerCase())
      if (open.length < (isLeftOut ? 2 * DEEPEST : DEEPEST)) super.onopentagname(start, end)
    }
  }
  const parser = new ShallowParser(
    {
      onopentag(name, attributes) {
        const { hidden, role, 'aria-hidden': unread } = attributes
        const out =
          LEFT_OUT.has(name) ||
          (name === 'header' && bodies === 0) ||
          hidden !== undefined ||
          unread === 'true' ||
          role === 'navigation'
        if (name === 'title' && title === '') inTitle = true
        if (!INLINE.has(name)) flush()
        open.push({ name, out })
        if (out) leftOut++
        if (BODY.test(name)) bodies++
      },
      ontext(piece) {
        if (inTitle) title += piece
        else if (leftOut === 0) text += piece
      },
      onclosetag(name) {
        if (name === 'title') inTitle = false
        if (HEADING.test(name) && /\S/.test(text)) {
          collected.push({ heading: text, paragraphs: [], inBody: bodies > 0 })
          text = ''
        } else if (!INLINE.has(name)) flush()
        if (BODY.test(name)) bodies--
        const at = open.findLastIndex(element => element.name === name)
        if (at >= 0) for (const { out } of open.splice(at)) if (out) leftOut--
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  )
  parser.end(html)
  flush()
  const content = collected.filter(({ inBody, paragraphs }) => inBody && paragraphs.length > 0)
  const sections = (content.length > 0 ? content : collected).map(({ inBody: _, ...section }) => section)
  return { ...(title.trim() ? { title } : {}), sections }
}

function withHeading(heading: string | undefined): { heading?: string } {
  return heading === undefined ? {} : { heading }
}
