import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Node } from 'typescript/unstable/ast'
import { API, type Project, SymbolFlags, type Symbol as TypeSymbol } from 'typescript/unstable/sync'
import { PROJECT_ROOT } from '../support/shared.js'

/** Where what is declared stands. */
export const OWN = join(PROJECT_ROOT, 'dist/src/')
/** The generated reference. */
export const REFERENCE = join(PROJECT_ROOT, 'docs/api/README.md')

/** What the library exports, as one sees it who has nothing but the package and the types of browsers. */
export class Declarations {
  private readonly api = new API()
  readonly project: Project
  readonly exported: readonly TypeSymbol[]

  /** @param folder for what the compiler reads */
  constructor(folder: string) {
    const config = join(folder, 'tsconfig.json')
    const index = join(OWN, 'index.d.ts')
    const compilerOptions = { module: 'nodenext', types: [], lib: ['es2024', 'dom', 'esnext.disposable'] }
    writeFileSync(config, JSON.stringify({ compilerOptions, files: [index] }))
    this.project = this.api.updateSnapshot({ openProjects: [config] }).getProject(config)!
    const { checker, program } = this.project
    this.exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(index)!)!)
  }

  /** What a symbol stands for where it was imported. */
  original(symbol: TypeSymbol): TypeSymbol {
    return symbol.flags & SymbolFlags.Alias ? this.project.checker.getAliasedSymbol(symbol) : symbol
  }

  declarationsOf(symbol: TypeSymbol): Node[] {
    return this.original(symbol).declarations.flatMap(handle => handle.resolve(this.project) ?? [])
  }

  /** A line for the reference that changes with any declaration or comment in it. */
  stamp(): string {
    const hash = createHash('sha256')
    for (const symbol of this.exported)
      for (const node of this.declarationsOf(symbol)) hash.update(`${symbol.name}\0${node.getFullText()}\0`)
    return `<!-- made by \`npm run api\` of ${hash.digest('hex').slice(0, 16)} -->`
  }

  close(): void {
    this.api.close()
  }
}
