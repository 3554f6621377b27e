import { bundledGlossary } from '../../turkish/glossary.js'
import { type Alignment, align, type Gap } from './align.js'
import { exchanged, turnedRound } from './exchange.js'
import { excluding } from './excluding.js'
import type { Flag } from './names.js'
import { negations, oddlyDenied, type Reversal } from './negation.js'
import { isNumber } from './number-words.js'
import { numbersDiffer } from './numbers.js'
import { otherName } from './other-names.js'
import { prefersOpposite } from './preferences.js'
import { type Item, readText } from './reading.js'

/** Least agreement of two texts for each rule: below it, other words are more likely other wording. */
const AGREEMENT = 0.45
const CONTRAST_AGREEMENT = 0.5
const NAME_AGREEMENT = 0.65
const EXCHANGE_AGREEMENT = 0.75
const ODD_AGREEMENT = 0.8
/** Most items at the one place where short texts differ. */
const ONE_PLACE = 3

/**
 * Signs that two texts with similar wording contradict each other: one denies what the other says, names other
 * quantities, uses an antonym, or swaps two terms. Found by rules on words, without a model. Flags are hints for
 * people: their absence proves nothing.
 */
export function flagsOf(a: string, b: string): Flag[] {
  const alignment = align(readText(a), readText(b))
  const agreement = atOnePlace(alignment) ? 1 : alignment.agreement
  if (agreement < AGREEMENT) return []
  const exclusions = agreement >= CONTRAST_AGREEMENT ? excluding(alignment) : []
  const contrasts = exclusions.filter(({ denied }) => !denied)
  const undone = exclusions.filter(({ antonym, denied }) => antonym && denied)
  const denials = negations(alignment).filter(
    ({ side, word }) => !undone.some(({ i, j }) => follows(word, side === 'a' ? i : j)),
  )
  const denying = { a: wordsOf(denials, 'a'), b: wordsOf(denials, 'b') }
  const opposites = contrasts.filter(({ antonym }) => antonym)
  const reversals = uncancelled(
    [
      ...denials,
      // `var` and `yok` are both; a denial says more.
      ...opposites
        .filter(({ i, j }) => !denying.a.has(i) && !denying.b.has(j))
        .map(({ i }): Reversal => ({ at: i, word: i, side: 'a', kind: 'antonym' })),
    ],
    alignment,
  )
  const swap = agreement >= EXCHANGE_AGREEMENT ? exchanged(alignment) : undefined
  const turned = prefersOpposite(alignment.a, alignment.b)
  const converse = turned ? isDenied(alignment, reversals) : isConverse(alignment, swap, reversals)
  const kinds = new Set(converse ? [] : reversals.map(({ kind }) => kind))
  const explained = reversals.length > 0 || exclusions.length > 0
  if (!explained && agreement >= ODD_AGREEMENT && oddlyDenied(alignment)) kinds.add('negation')
  const found: Flag[] = []
  if (kinds.has('negation')) found.push('negation')
  if (numbersDiffer(alignment, agreement)) found.push('number')
  if (kinds.has('antonym')) found.push('antonym')
  const named = agreement >= NAME_AGREEMENT && otherNames(alignment)
  const excluded = !converse && contrasts.length > opposites.length
  if (((swap || turned) && !converse) || named || excluded) found.push('swap')
  return found
}

/** Whether a denial is of the word at a position: `yüksek sayılmaz`. */
function follows(denial: number, word: number): boolean {
  return denial > word && denial - word <= 2
}

function wordsOf(reversals: readonly Reversal[], of: Reversal['side']): Set<number> {
  return new Set(reversals.filter(({ side }) => side === of).map(({ word }) => word))
}

/** Whether texts agree in all but some words at one place. */
function atOnePlace({ a, gaps, toB }: Alignment): boolean {
  if (gaps.length !== 1) return false
  const { left, right } = gaps[0]!
  return (
    left.to - left.from <= ONE_PLACE &&
    right.to - right.from <= ONE_PLACE &&
    a.some((item, i) => !item.light && toB[i]! >= 0)
  )
}

function otherNames(alignment: Alignment): boolean {
  const found = otherName(alignment)
  return found !== undefined && !equalTerms(alignment, found)
}

/** Whether what stands at one place of two texts are names of one term, in either language: `AI`, `yapay zekâ`. */
function equalTerms({ a, b }: Alignment, { left, right }: Gap): boolean {
  return bundledGlossary().areEqual(textOf(a, left), textOf(b, right))
}

function textOf(items: readonly Item[], { from, to }: Gap['left']): string {
  return items
    .slice(from, to)
    .map(({ text }) => text)
    .join(' ')
}

/** Reversals without those that undo each other. */
function uncancelled(reversals: readonly Reversal[], { a }: Alignment): Reversal[] {
  const standing: Reversal[] = []
  for (const next of [...reversals].sort((one, other) => one.at - other.at)) {
    const last = standing.at(-1)
    if (last && undo(last, next, a)) standing.pop()
    else standing.push(next)
  }
  return standing
}

/** In items. */
const LONGEST_STATEMENT = 20
const CORRELATIVE = /[dt][ıiuü]k[cç][ae]$/

/** Whether two reversals are of one statement: `yapmamak mümkün değil`; `A arttıkça B azalır`. */
function undo(one: Reversal, other: Reversal, items: readonly Item[]): boolean {
  if (other.at - one.at > LONGEST_STATEMENT) return false
  const divided = items.slice(one.at, other.at).some(({ stop }) => stop !== '')
  if (one.kind !== other.kind) return false
  if (one.kind === 'negation') return one.side === other.side && !divided
  return items.slice(one.at, other.at + 1).some(({ whole }) => CORRELATIVE.test(whole))
}

/** `X yerine Y kullan`, `Y yerine X kullanma`: the one reversal beside what is rejected by `değil`. */
function isDenied({ a, b }: Alignment, reversals: readonly Reversal[]): boolean {
  const isOfVerb = ({ kind, side, word }: Reversal): boolean =>
    kind === 'negation' && (side === 'a' ? a : b)[word]!.text !== 'değil'
  return reversals.length === 1 && reversals.every(isOfVerb)
}

/** `A, B'den büyüktür` and `B, A'dan küçüktür`; `A arttıkça B azalır` and `B azaldıkça A artar`. */
function isConverse(
  alignment: Alignment,
  swap: readonly { i: number }[] | undefined,
  reversals: readonly Reversal[],
): boolean {
  if (reversals.length > 1) return false
  if (!swap) return reversals[0]?.kind === 'antonym' && turnedRound(alignment)
  const [one, other] = swap.map(({ i }) => alignment.a[i]!)
  if (CORRELATIVE.test(one!.whole) !== CORRELATIVE.test(other!.whole)) return true
  return reversals.length === 1 && !isNumber(one) && !isNumber(other)
}
