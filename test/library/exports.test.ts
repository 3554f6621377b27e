import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { type Node, SyntaxKind } from 'typescript/unstable/ast'
import { SymbolFlags, type Symbol as TypeSymbol } from 'typescript/unstable/sync'
import { scratchFolder } from '../support/scratch.js'
import { Declarations, OWN, REFERENCE } from './declarations.js'

const folder = scratchFolder()
let declarations: Declarations

before(() => {
  declarations = new Declarations(folder.path)
})

after(() => {
  declarations.close()
  folder.remove()
})

/** What a declaration has that matters here. */
interface Declared extends Node {
  name?: Node
  typeName?: Node
  expression?: Node
  modifiers?: readonly Node[]
}

test('all that a signature of the library names is exported or known everywhere, and says what it is', () => {
  const { exported, project } = declarations
  const known = new Set(exported.map(symbol => declarations.original(symbol).id))
  const wrong: string[] = []
  const isAllowed = (symbol: TypeSymbol): boolean => {
    const file = symbol.declarations[0]?.resolve(project)?.getSourceFile().fileName ?? ''
    if (symbol.flags & SymbolFlags.TypeParameter) return true
    return file.startsWith(OWN) ? known.has(symbol.id) : !file.includes('/node_modules/@types/')
  }
  const check = (node: Declared, path: string): void => {
    if (isHidden(node)) return
    const name = node.name && path !== node.name.getText() ? `${path}.${node.name.getText()}` : path
    if (isMethod(node) && !node.jsDoc?.length) wrong.push(`${name} says nothing`)
    const named = node.kind === SyntaxKind.ExpressionWithTypeArguments ? node.expression : node.typeName
    if (named) {
      const symbol = project.checker.getSymbolAtLocation(named)
      if (!symbol) wrong.push(`${name}: ${named.getText()} is known nowhere`)
      else if (!isAllowed(declarations.original(symbol)))
        wrong.push(`${name}: ${symbol.name} is not exported`)
    }
    node.forEachChild(child => check(child, name))
  }
  for (const symbol of exported)
    for (const declaration of declarations.declarationsOf(symbol)) {
      if (!declaration.jsDoc?.length) wrong.push(`${symbol.name} says nothing`)
      check(declaration, symbol.name)
    }
  assert.deepEqual(wrong, [])
  assert.ok(exported.length > 50, `${exported.length} exports were found`)
})

test('docs/api says what the declarations say', () => {
  const reference = readFileSync(REFERENCE, 'utf8')
  assert.ok(
    reference.includes(declarations.stamp()),
    'docs/api is of other declarations: `npm run api` makes it',
  )
})

function isHidden({ modifiers, name }: Declared): boolean {
  return (
    name?.kind === SyntaxKind.PrivateIdentifier ||
    (modifiers ?? []).some(({ kind }) => kind === SyntaxKind.PrivateKeyword)
  )
}

function isMethod({ kind }: Node): boolean {
  return kind === SyntaxKind.MethodSignature || kind === SyntaxKind.MethodDeclaration
}
