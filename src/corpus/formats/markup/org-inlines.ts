import type { Outline } from '../outline.js'
import type { Plain } from './noted.js'

/** Links, notes, formulas, emphasis (which stands at the edges of words), time stamps, statistics and line ends. */
const MARKUP =
  /\[\[([^\][]{1,1000})\](?:\[([^\][]{1,1000})\])?\]|\[fn:([\w-]{0,60})(?::([^\][]{1,2000}))?\]|\\\((.{1,1000}?)\\\)|\\\[(.{1,1000}?)\\\]|\$\$([^$]{1,1000})\$\$|\$([^\s$](?:[^$]{0,500}[^\s$])?)\$(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])(?:\*(\S(?:[^*]{0,1000}[^\s*])?)\*|\/([^\s/](?:[^/]{0,1000}[^\s/])?)\/|_([^\s_](?:[^_]{0,1000}[^\s_])?)_|=([^\s=](?:[^=]{0,1000}[^\s=])?)=|~([^\s~](?:[^~]{0,1000}[^\s~])?)~|\+([^\s+](?:[^+]{0,1000}[^\s+])?)\+)(?![\p{L}\p{N}])|([<[]\d{4}-\d\d-\d\d[^>\]\n]{0,40}[>\]])|\\\\$/gu
/** A formula that reads as a word. */
const WORD = /^[\p{L}\p{N}]{1,20}$/u
const IMAGE = /\.(?:png|jpe?g|gif|svg|webp|pdf)$/i

/** Takes inline markup off a text. Formulas, images and addresses are counted in the outline, notes within are kept. */
export function plainOrg(
  source: string,
  outline: Outline,
  addNote: (name: string, text: string) => void,
): Plain {
  const refers: string[] = []
  const text = source.replaceAll(
    MARKUP,
    (
      _: string,
      address?: string,
      shown?: string,
      note?: string,
      noteText?: string,
      ...rest: (string | number | undefined)[]
    ) => {
      if (address !== undefined) {
        if (shown === undefined && !IMAGE.test(address)) return address.replace(/^\*/, '')
        if (shown === undefined) outline.image()
        else outline.leaveOut('markup', address)
        return shown ?? ''
      }
      if (note !== undefined) {
        const name = note === '' ? `\0${source.length}.${refers.length}.${noteText ?? ''}` : note
        if (noteText !== undefined) addNote(name, plainOrg(noteText, outline, addNote).text.trim())
        refers.push(name)
        return ''
      }
      const [round, square, dollars, dollar, ...others] = rest.slice(0, 11) as (string | undefined)[]
      if (dollar !== undefined && WORD.test(dollar)) return dollar
      const formula = round ?? square ?? dollars ?? dollar
      if (formula !== undefined) outline.leaveOut('formula', formula)
      const time = others[6]
      if (time !== undefined) outline.leaveOut('markup', time)
      return others.slice(0, 6).find(each => each !== undefined) ?? ''
    },
  )
  return { text, refers }
}
