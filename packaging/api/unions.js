import { Converter, IndexedAccessType, LiteralType, QueryType, ReflectionKind, UnionType } from 'typedoc'

/** Shows a type that is whatever a constant list holds (`(typeof MODES)[number]`) with its members, as editors do. */
export function load(app) {
  const unions = new Map()
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (!reflection.kindOf(ReflectionKind.TypeAlias)) return
    const declared = context.checker.getDeclaredTypeOfSymbol(context.getSymbolFromReflection(reflection))
    if (declared.isUnion()) unions.set(reflection, declared.types)
  })
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, () => {
    for (const [alias, members] of unions)
      if (alias.type instanceof IndexedAccessType && alias.type.objectType instanceof QueryType)
        alias.type = new UnionType(members.map(({ value }) => new LiteralType(value)))
  })
}
