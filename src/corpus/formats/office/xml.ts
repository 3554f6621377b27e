import { Parser } from 'htmlparser2'

/** Nesting limit: the parser's work at a tag grows with the number of open elements. */
const DEEPEST = 1000

/** Attributes by their names without prefixes, unless another one has that name. */
export type Attributes = Readonly<Record<string, string>>

export interface XmlHandler {
  /** @param name without its prefix, which documents choose freely */
  open(name: string, attributes: Attributes): void
  close(name: string): void
  text(text: string): void
}

/**
 * Parses XML in UTF-8 or UTF-16, in time linear in its size. Entities that a document declares are not expanded.
 * @throws Error if elements are nested too deep
 */
export function readXml(bytes: Buffer, handler: XmlHandler): void {
  let depth = 0
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > DEEPEST) throw new Error(`elements are nested more than ${DEEPEST} deep`)
        handler.open(local(name), localNames(attributes))
      },
      ontext: text => handler.text(text),
      onclosetag(name) {
        depth--
        handler.close(local(name))
      },
    },
    { xmlMode: true },
  )
  parser.end(decoded(bytes))
}

function decoded(bytes: Buffer): string {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0)
  const encoding = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function localNames(attributes: Attributes): Attributes {
  const names: Record<string, string> = Object.create(null)
  for (const name in attributes) names[local(name) in attributes ? name : local(name)] = attributes[name]!
  return names
}

/** The texts of all elements of some names, in their order; one within another is a part of it. */
export function textsOf(bytes: Buffer | undefined, names: ReadonlySet<string>): string[] {
  const texts: string[][] = []
  let inside = 0
  if (bytes)
    readXml(bytes, {
      open: name => {
        if (names.has(name) && inside++ === 0) texts.push([])
      },
      close: name => {
        if (names.has(name)) inside--
      },
      text: text => {
        if (inside > 0) texts.at(-1)!.push(text)
      },
    })
  return texts.map(pieces => pieces.join('')).filter(text => /\S/.test(text))
}

/** The same texts, a space between two. */
export function textOf(bytes: Buffer | undefined, names: ReadonlySet<string>): string {
  return textsOf(bytes, names).join(' ').trim()
}
