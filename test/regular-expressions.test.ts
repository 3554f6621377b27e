import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { analyse } from 'scslre'
import { parseAst } from 'vite'
import { PROJECT_ROOT } from './support/shared.js'

interface Found {
  where: string
  source: string
  flags: string
}

/** The parts of a syntax node that are used here. */
interface Node {
  type?: string
  start?: number
  regex?: { pattern: string; flags: string }
  callee?: Node & { name?: string }
  [key: string]: unknown
}

/** The regular-expression literals of a program, and its lines that build patterns. */
function patternsOf(path: string, code: string): { literals: Found[]; built: string[] } {
  const literals: Found[] = []
  const built: string[] = []
  const lineOf = (at: number): string => `${path}:${code.slice(0, at).split('\n').length}`
  const visit = (node: Node): void => {
    if (node.regex)
      literals.push({ where: lineOf(node.start!), source: node.regex.pattern, flags: node.regex.flags })
    if (node.callee?.name === 'RegExp') built.push(path)
    for (const value of Object.values(node))
      for (const each of Array.isArray(value) ? value : [value])
        if (typeof each === 'object' && each !== null) visit(each as Node)
  }
  visit(parseAst(code, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node)
  return { literals, built }
}

/** Finds why a pattern could take more than linear time, whatever follows its match. */
function problems({ where, source, flags }: Found): string[] {
  // A sticky pattern is tried at one position only.
  const types = flags.includes('y') ? { Move: false } : {}
  return analyse({ source, flags }, { reportTypes: types }).reports.map(
    ({ type, exponential }) =>
      `${where}: /${source}/${flags} ${exponential ? 'exponential' : 'quadratic'} (${type})`,
  )
}

const src = join(PROJECT_ROOT, 'src')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(path => /\.tsx?$/.test(path))
const all = files.map(path => patternsOf(path, readFileSync(join(src, path), 'utf8')))

test('every regular expression takes linear time', () => {
  const literals = all.flatMap(file => file.literals)
  assert.ok(literals.length > 100)
  assert.deepEqual(literals.flatMap(problems), [])
})

test('no pattern is built from a string', () => {
  assert.deepEqual(
    all.flatMap(file => file.built),
    [],
  )
})

test('bad patterns are found in every kind of file', () => {
  const bad = [
    '/(\\S+)\\.\\s*$/',
    '/^#{1,6}\\s+(.+?)\\s*#*$/',
    '/(\\p{L}{2,})\\.\\s+(?=\\d)/gu',
    '/<[^>]*>/g',
    '/(a+)+b/',
    '/^\\s*\\|.*\\|\\s*$/gm',
  ]
  for (const literal of bad)
    for (const [path, code] of [
      ['bad.ts', `export const bad = (text: string): boolean => ${literal}.test(text)`],
      ['bad.tsx', `export const Bad = ({ text }: { text: string }) => <b>{text.replace(${literal}, '')}</b>`],
    ] as const)
      assert.equal(patternsOf(path, code).literals.flatMap(problems).length > 0, true, literal)
  assert.equal(patternsOf('bad.ts', 'const bad = RegExp("a+")').built.length, 1)
})
