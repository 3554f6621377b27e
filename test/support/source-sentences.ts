import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { PROJECT_ROOT } from './shared.js'
import type { SourceMessage } from './source-messages.js'

interface Node {
  type: string
  [field: string]: unknown
}

const SOURCE = join(PROJECT_ROOT, 'src')

/** Stands for a value until the values are counted. */
const VALUE = '\0'

/**
 * All literals of the code below a folder of `src` that read like a part of a sentence: two words one after the other in small
 * letters, as people are told and names, patterns and statements of SQL are not.
 */
export function sentencesOfSource(isRead: (path: string) => boolean): SourceMessage[] {
  return (readdirSync(SOURCE, { recursive: true }) as string[])
    .filter(path => path.endsWith('.ts') && isRead(path))
    .flatMap(path => {
      const { program, errors } = parseSync(path, readFileSync(join(SOURCE, path), 'utf8'), { lang: 'ts' })
      if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`)
      return textsOf(program as unknown as Node)
        .map(text => ({ path, key: keyOf(text) }))
        .filter(({ key }) => isProse(key))
    })
}

function isProse(key: string): boolean {
  return (
    /\p{Ll}{2,},? \p{Ll}{2,}/u.test(key.replaceAll(/\{\d+\}/g, 'xx')) &&
    /\p{L}{2}/u.test(key.replaceAll(/\{\d+\}/g, ''))
  )
}

function keyOf(text: string): string {
  let n = 0
  return text.replaceAll(VALUE, () => `{${n++}}`)
}

/** Literals below a node, those that `+` joins as one. */
function textsOf(node: Node): string[] {
  if (node.type === 'ImportDeclaration') return []
  const text = textOf(node)
  if (text === undefined) return childrenOf(node).flatMap(textsOf)
  return [text, ...valuesOf(node).flatMap(textsOf)]
}

/** The text of a literal, with signs in the places of values; undefined for what is none. */
function textOf(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type === 'TemplateLiteral')
    return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join(VALUE)
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return undefined
  const [left, right] = sidesOf(node).map(textOf)
  return left === undefined && right === undefined ? undefined : (left ?? VALUE) + (right ?? VALUE)
}

function valuesOf(node: Node): Node[] {
  if (node.type === 'TemplateLiteral') return node.expressions as Node[]
  if (node.type !== 'BinaryExpression') return []
  return sidesOf(node).flatMap(side => (textOf(side) === undefined ? [side] : valuesOf(side)))
}

function sidesOf(node: Node): Node[] {
  return [node.left as Node, node.right as Node]
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flatMap(value => (Array.isArray(value) ? value : [value]))
    .filter((value): value is Node => typeof (value as Node | null)?.type === 'string')
}
