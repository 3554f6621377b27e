/** A key that a message may have been made of, and what stands in its places. */
export interface Fitting {
  key: string
  values: string[]
}

/** Ways to cut a message by one key that are tried: values may hold what stands between them. */
const MOST_WAYS = 40

/** Keys that a message may have been made of, those with most letters of their own first. */
export function* fitting(keys: readonly string[], message: string): Generator<Fitting> {
  const found = keys.filter(key => mayFit(key, message))
  found.sort((a, b) => lettersOf(b) - lettersOf(a))
  for (const key of found) {
    let ways = 0
    for (const values of cuts(literalsOf(key), message)) {
      yield { key, values }
      if (++ways === MOST_WAYS) break
    }
  }
}

const PLACE = /\{\d+\}/

function literalsOf(key: string): string[] {
  return key.split(PLACE)
}

function lettersOf(key: string): number {
  return literalsOf(key).join('').length
}

function mayFit(key: string, message: string): boolean {
  const literals = literalsOf(key)
  return message.startsWith(literals[0]!) && message.endsWith(literals.at(-1)!)
}

/** All ways to read a message as the literals with something between them. */
function* cuts(literals: readonly string[], message: string): Generator<string[]> {
  const [first, ...rest] = literals
  if (!message.startsWith(first!)) return
  yield* between(rest, message.slice(first!.length))
}

function* between(literals: readonly string[], message: string): Generator<string[]> {
  const [next, ...rest] = literals
  if (next === undefined) {
    if (message === '') yield []
    return
  }
  if (rest.length === 0) {
    if (message.endsWith(next)) yield [message.slice(0, message.length - next.length)]
    return
  }
  for (let at = message.indexOf(next); at >= 0; at = message.indexOf(next, at + 1))
    for (const values of between(rest, message.slice(at + next.length)))
      yield [message.slice(0, at), ...values]
}
