import type { LeftOutKind } from '../types.js'

/** Elements that end a line of text. All others, also unknown ones, stand within it, as in browsers. */
export const BLOCK: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body caption col colgroup dd details dialog dir div dl dt fieldset figcaption ' +
    'figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol ' +
    'optgroup option p pre search section summary table tbody td tfoot th thead title tr ul'
  ).split(' '),
)

/** What is never text of the page, not even hidden text. */
const NO_TEXT = new Set(['script', 'style', 'link', 'meta', 'base'])

/** What is left out wherever it stands. */
const ALWAYS: Readonly<Record<string, LeftOutKind>> = {
  pre: 'code',
  listing: 'code',
  xmp: 'code',
  math: 'formula',
  annotation: 'formula',
  'mjx-container': 'formula',
  svg: 'figure',
  canvas: 'figure',
  button: 'menu',
  select: 'menu',
  textarea: 'menu',
  datalist: 'menu',
  template: 'hidden',
  noscript: 'hidden',
  iframe: 'hidden',
  object: 'hidden',
  audio: 'hidden',
  video: 'hidden',
  // How the word before it is pronounced, and brackets around that.
  rt: 'repetition',
  rp: 'repetition',
}

/** Elements around the content of a page. */
const AROUND = new Set(['footer', 'menu', 'search'])
const ROLE_AROUND = new Set('menu menubar banner contentinfo search complementary toolbar tablist'.split(' '))
/** Classes by which MathJax, KaTeX, MediaWiki, Sphinx and pandoc mark formulas. */
const FORMULA = new Set(
  'math katex katex-display mathjax mathjax_preview mathjax_display mathjax_svg mwe-math-element arithmatex'.split(
    ' ',
  ),
)
/** Classes of marks of notes, of links back to them, and of links beside headings. */
const NOTE = new Set(
  'footnote-ref footnote-reference footnote-backref footnote-back reversefootnote mw-editsection'.split(' '),
)
const UNSEEN = /(?:^|;)\s{0,9}(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden)/i

export type Attributes = Readonly<Record<string, string | undefined>>

/**
 * Why an element is left out; `nothing` if it has no words to count, `undefined` if it is text.
 * @param isPage whether it is a page of a site, of which menus are no text
 * @param isAround whether elements such as `footer` stand around the content here rather than in it
 */
export function leftOutAs(
  name: string,
  attributes: Attributes,
  isPage: boolean,
  isAround: boolean,
): LeftOutKind | 'nothing' | undefined {
  if (name === 'script' && attributes.type?.toLowerCase().startsWith('math')) return 'formula'
  if (NO_TEXT.has(name)) return 'nothing'
  if (Object.hasOwn(ALWAYS, name)) return ALWAYS[name]
  if (attributes.class !== undefined) {
    const classes = attributes.class.toLowerCase().split(/\s+/)
    if (classes.some(each => FORMULA.has(each))) return 'formula'
    if (classes.some(each => NOTE.has(each))) return 'markup'
    if (name === 'sup' && classes.includes('reference')) return 'markup'
  }
  const role = attributes.role?.toLowerCase() ?? ''
  if (role === 'doc-noteref' || role === 'doc-backlink' || attributes['epub:type'] === 'noteref')
    return 'markup'
  if (isHidden(name, attributes)) return 'hidden'
  if (isPage && (name === 'nav' || role === 'navigation')) return 'menu'
  return isPage && isAround && (AROUND.has(name) || ROLE_AROUND.has(role)) ? 'menu' : undefined
}

function isHidden(name: string, attributes: Attributes): boolean {
  const { hidden, style, 'aria-hidden': unread } = attributes
  // A page finds what is hidden until it is found.
  if (hidden !== undefined && hidden !== 'until-found') return true
  if (name === 'dialog' && attributes.open === undefined) return true
  return unread === 'true' || (style !== undefined && UNSEEN.test(style))
}
