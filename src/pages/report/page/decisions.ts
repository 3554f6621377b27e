import { useState } from 'preact/hooks'
import { data } from './context.js'

export const VERDICTS = ['right', 'wrong', 'unsure'] as const
export type Verdict = (typeof VERDICTS)[number]

interface Decision {
  verdict: Verdict
  /** ISO 8601. */
  at: string
}

/** What was decided of a report of this corpus is kept by the browser, where it keeps anything for a file. */
const STORE = `anlam-decisions ${data.summary.corpusSha256}`
const NAME = 'anlam-name'
const { pairs } = data

export interface Decisions {
  /** By number of the pair. */
  of(pair: number): Verdict | undefined
  counts: Record<Verdict, number>
  /** Takes the decision back if it is the one that holds. */
  decide(pair: number, verdict: Verdict): void
  name: string
  setName(name: string): void
  /** JSON lines that `anlam review import` takes. */
  file(): string
}

/** Decisions about pairs, by the ids of their passages: another report of the same corpus shows them too. */
export function useDecisions(): Decisions {
  const [made, setMade] = useState(() => JSON.parse(read(STORE) ?? '{}') as Record<string, Decision>)
  const [name, setName] = useState(() => read(NAME) ?? '')
  const here = Object.entries(made)
    .flatMap(([key, decision]) => {
      const i = numbers().get(key)
      return i === undefined ? [] : [{ i, ...decision }]
    })
    .sort((x, y) => x.i - y.i)
  return {
    of: i => made[keyOf(i)]?.verdict,
    counts: Object.fromEntries(
      VERDICTS.map(verdict => [verdict, here.filter(each => each.verdict === verdict).length]),
    ) as Record<Verdict, number>,
    decide: (i, verdict) => {
      const { [keyOf(i)]: before, ...others } = made
      const now =
        before?.verdict === verdict
          ? others
          : { ...others, [keyOf(i)]: { verdict, at: new Date().toISOString() } }
      setMade(now)
      write(STORE, JSON.stringify(now))
    },
    name,
    setName: given => {
      setName(given)
      write(NAME, given)
    },
    file: () =>
      here
        .map(({ i, verdict, at }) => {
          const [a, b] = [pairs.a[i]!, pairs.b[i]!]
          const by = name.trim() ? { by: name.trim() } : {}
          const texts = { a: data.texts[a], b: data.texts[b], aId: data.ids[a], bId: data.ids[b] }
          return `${JSON.stringify({ ...texts, score: pairs.score[i], verdict, at, ...by })}\n`
        })
        .join(''),
  }
}

function keyOf(i: number): string {
  return JSON.stringify([data.ids[pairs.a[i]!], data.ids[pairs.b[i]!]])
}

let known: Map<string, number> | undefined

/** Pairs by their keys, once something was decided: of a hundred thousand it takes a moment. */
function numbers(): Map<string, number> {
  known ??= new Map(pairs.a.map((_, i) => [keyOf(i), i]))
  return known
}

/** Some browsers keep nothing for a file. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Then they last as long as the page is open.
  }
}
