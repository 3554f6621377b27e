/** A key that a message may have been made of, and what stands in its places. */
export interface Fitting {
  key: string
  values: string[]
}

/** Ways to cut a message by one key that are tried: values may hold what stands between them. */
const MOST_WAYS = 40

/** Keys, ready to be compared with messages. */
export class Keys {
  /** Those with most letters of their own first. */
  private readonly all: readonly { key: string; literals: readonly string[] }[]

  constructor(keys: readonly string[]) {
    const lettersOf = ({ literals }: { literals: readonly string[] }): number => literals.join('').length
    this.all = keys
      .map(key => ({ key, literals: key.split(PLACE) }))
      .sort((a, b) => lettersOf(b) - lettersOf(a))
  }

  /** Those that a message may have been made of, in the order of the letters of their own. */
  *fitting(message: string): Generator<Fitting> {
    for (const { key, literals } of this.all) {
      if (!message.startsWith(literals[0]!) || !message.endsWith(literals.at(-1)!)) continue
      let ways = 0
      for (const values of cuts(literals, message)) {
        yield { key, values }
        if (++ways === MOST_WAYS) break
      }
    }
  }
}

const PLACE = /\{\d+\}/

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
