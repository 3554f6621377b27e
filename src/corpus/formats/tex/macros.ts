import type { LeftOutKind } from '../../types.js'

const named = (names: string): string[] => names.split(/\s+/).filter(name => name !== '')
const table = <T>(...rows: [names: string, value: T][]): ReadonlyMap<string, T> =>
  new Map(rows.flatMap(([names, value]) => named(names).map((name): [string, T] => [name, value])))

/** Controls whose argument is a heading, and its level. */
export const HEADINGS = table<number>(
  ['part', 1],
  ['chapter', 2],
  ['section', 3],
  ['subsection', 4],
  ['subsubsection', 5],
  ['paragraph frametitle', 6],
  ['subparagraph framesubtitle', 7],
)

/** How many arguments in braces come before the text, if any: names, lengths, files. They are left out. */
export const ARGUMENTS = table<number>(
  [
    `label ref eqref pageref autoref cref Cref vref nameref cite citep citet citeauthor citeyear parencite textcite
    autocite footcite nocite bibliographystyle bibliography addbibresource documentclass usepackage RequirePackage
    pagestyle thispagestyle pagenumbering vspace hspace input include subfile includeonly graphicspath hypersetup
    geometry lstset tikzset usetikzlibrary usetheme usecolortheme usefonttheme useinnertheme useoutertheme
    setbeamertemplate theoremstyle selectlanguage color textcolor colorbox foreignlanguage href hypertarget hyperlink
    raisebox parbox scalebox stepcounter refstepcounter value index DeclareGraphicsExtensions includegraphics
    includepdf bibitem column lstinputlisting inputminted captionsetup setstretch linespread fontfamily fontseries enlargethispage
    sisetup pgfplotsset newcounter newlength newif AtBeginSection logo`,
    1,
  ],
  [
    `setcounter addtocounter setlength addtolength rule resizebox multicolumn multirow newtheorem numberwithin fontsize
    DeclareMathOperator setbeamercolor setbeamerfont hyphenation newcommandx fcolorbox settowidth titleformat`,
    2,
  ],
  ['addcontentsline definecolor newenvironment renewenvironment titlespacing', 3],
)

/** Environments whose content is not running text, and what it is counted as. */
export const OUT = table<LeftOutKind>(
  [
    `verbatim verbatim* Verbatim lstlisting minted alltt algorithm algorithm2e algorithmic filecontents filecontents*
    pycode Shaded Highlighting`,
    'code',
  ],
  [
    `equation equation* align align* gather gather* multline multline* eqnarray eqnarray* displaymath math alignat
    alignat* flalign flalign* dmath split subequations`,
    'formula',
  ],
  ['tikzpicture pgfpicture picture axis pspicture', 'figure'],
  ['tabular tabular* tabularx longtable tabu tabulary supertabular array', 'table'],
  ['comment', 'comment'],
)

/** How many arguments in braces an environment has before its text. */
export const ENVIRONMENT_ARGUMENTS = table<number>(
  [
    `minipage multicols column subfigure subtable spacing adjustbox thebibliography otherlanguage otherlanguage* varwidth
    textblock list tabular longtable tabu supertabular array`,
    1,
  ],
  ['wrapfigure wraptable tabular* tabularx tabulary', 2],
)

/** Environments whose argument in braces is their title, as a line of its own. */
export const TITLED: ReadonlySet<string> = new Set(named('block exampleblock alertblock'))

/** Environments whose argument in brackets is no text, but a place or a style. */
export const STYLED: ReadonlySet<string> = new Set(
  named(
    `figure figure* table table* itemize enumerate description columns column minipage wrapfigure wraptable subfigure
    multicols frame`,
  ),
)

/** Controls after which a paragraph ends. */
export const BREAKS: ReadonlySet<string> = new Set(
  named(`par bigskip medskip smallskip newpage clearpage cleardoublepage maketitle tableofcontents pagebreak hrule
    hline centering column listoffigures listoftables`),
)

/** Controls whose argument is a paragraph of its own. */
export const PARAGRAPHS: ReadonlySet<string> = new Set(
  named('caption captionof author institute subtitle date keywords note'),
)

/** Controls whose argument is a note below the paragraph. */
export const NOTES: ReadonlySet<string> = new Set(
  named('footnote footnotetext thanks marginpar endnote sidenote'),
)

/** Controls that name a file with more text. */
export const FILES: ReadonlySet<string> = new Set(named('input include subfile'))
