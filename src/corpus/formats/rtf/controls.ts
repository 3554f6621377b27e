import type { LeftOutKind } from '../../types.js'

/** Groups whose text is no part of the document's, and what it is counted as; undefined: it has no words. */
export const DESTINATIONS: ReadonlyMap<string, LeftOutKind | undefined> = new Map<
  string,
  LeftOutKind | undefined
>([
  ['annotation', 'comment'],
  ['header', 'running-head'],
  ['headerl', 'running-head'],
  ['headerr', 'running-head'],
  ['headerf', 'running-head'],
  ['footer', 'running-head'],
  ['footerl', 'running-head'],
  ['footerr', 'running-head'],
  ['footerf', 'running-head'],
  ['mmath', 'formula'],
  ['momath', 'formula'],
  ['momathpara', 'formula'],
  ['fldinst', undefined],
  ['listtext', 'markup'],
  ['pntext', 'markup'],
  ['colortbl', undefined],
  ['info', undefined],
  ['pict', undefined],
  ['sp', undefined],
  ['objdata', undefined],
  ['nonshppict', undefined],
  ['ftnsep', undefined],
  ['ftnsepc', undefined],
  ['aftnsep', undefined],
  ['aftnsepc', undefined],
  ['tc', undefined],
  ['xe', undefined],
])

/** Optional groups (`\*`) that hold text of the document. All others hold data of programs. */
export const OPTIONAL_TEXT: ReadonlySet<string> = new Set(
  'shppict shpinst shptxt annotation mmath momath momathpara footnote'.split(' '),
)

/** Controls that stand for characters. */
export const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ['tab', ' '],
  ['line', ' '],
  ['lbr', ' '],
  ['softline', ' '],
  ['emspace', ' '],
  ['enspace', ' '],
  ['qmspace', ' '],
  ['~', ' '],
  ['_', '-'],
  ['emdash', '—'],
  ['endash', '–'],
  ['bullet', '•'],
  ['lquote', '‘'],
  ['rquote', '’'],
  ['ldblquote', '“'],
  ['rdblquote', '”'],
  ['{', '{'],
  ['}', '}'],
  ['\\', '\\'],
])

/** Code pages of fonts by their character sets, where these are not the document's own. */
export const CHARACTER_SETS: ReadonlyMap<number, string> = new Map([
  [77, 'macroman'],
  [81, 'macturkish'],
  [128, 'cp932'],
  [129, 'cp949'],
  [134, 'cp936'],
  [136, 'cp950'],
  [161, 'cp1253'],
  [162, 'cp1254'],
  [163, 'cp1258'],
  [177, 'cp1255'],
  [178, 'cp1256'],
  [186, 'cp1257'],
  [204, 'cp1251'],
  [222, 'cp874'],
  [238, 'cp1250'],
])
/** The character set of fonts that hold signs at the places of letters. */
export const SYMBOLS = 2
