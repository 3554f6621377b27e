import type { Alignment } from './align.js'
import { soundsOf } from './lexemes.js'
import type { Item } from './reading.js'

/** Words that join the members of a list, which may stand in any order. */
const JOINING = /^(?:ve|veya|ya|ile|hem|da|de|ne|gibi|arasında|arasındaki|ayrıca|and|or)$/
/** Most items that may stand between two words that exchange their endings. */
const LARGEST_CHANGE = 2

/** An item of each text that stands elsewhere in the other. */
interface Move {
  i: number
  j: number
}

/**
 * Two words that have exchanged their places around others that stay (`A artar, B azalır`, `B artar, A azalır`), or
 * their suffixes (`A, B'den hızlıdır`, `B, A'dan hızlıdır`). Not the members of a list, which may stand in any order.
 */
export function exchanged(alignment: Alignment): [Move, Move] | undefined {
  return (
    exchangedPlaces(alignment) ??
    exchangedHeads(alignment, 1) ??
    exchangedHeads(alignment, 2) ??
    exchangedConditions(alignment) ??
    exchangedEndings(alignment)
  )
}

function exchangedPlaces({ a, b, gaps, movedToB }: Alignment): [Move, Move] | undefined {
  if (gaps.length < 2) return undefined
  const gapOfB = new Map<number, number>()
  gaps.forEach(({ right }, g) => {
    for (let j = right.from; j < right.to; j++) gapOfB.set(j, g)
  })
  const moves = new Map<string, Move>()
  for (const [g, { left }] of gaps.entries())
    for (let i = left.from; i < left.to; i++) {
      const j = movedToB[i]!
      if (j < 0) continue
      const h = gapOfB.get(j)!
      if (g === h) continue
      const back = moves.get(`${h} ${g}`)
      if (back && !listed(a, back.i, i) && !listed(b, Math.min(j, back.j), Math.max(j, back.j)))
        return [back, { i, j }]
      moves.set(`${g} ${h}`, { i, j })
    }
  return undefined
}

/** Whether two items are members of a list: the one is followed, the other preceded by what separates members. */
function listed(items: readonly Item[], from: number, to: number): boolean {
  const divides = (i: number): boolean => items[i]!.stop !== '' || JOINING.test(items[i + 1]?.text ?? '')
  const before = items[to - 1]!
  return divides(from) && (before.stop !== '' || JOINING.test(before.text))
}

/** Words that say what the item before or after them does in the sentence. */
const ROLE =
  /^(?:önce|sonra|ise|değil|yerine|göre|daha|kadar|için|oysa|ama|ancak|fakat|iken|ken|rağmen|karşın|kıyasla)/
/** Places of a word in the other text that are looked at. */
const MOST_PLACES = 4

/**
 * Two words of which each is followed by what follows the other in the other text.
 * @param length of what follows, in words
 */
function exchangedHeads(
  { a, b, toB, toA, movedToB, movedToA }: Alignment,
  length: number,
): [Move, Move] | undefined {
  const follower = (items: readonly Item[], i: number): string => {
    let words = ''
    for (let at = i; at < i + length; at++) {
      if (items[at]!.stop === '.' || at + 1 === items.length) return `${words}.`
      words += `${items[at + 1]!.whole} `
    }
    return words
  }
  const before = new Map<string, number[]>()
  b.forEach((_, j) => {
    const next = follower(b, j)
    const places = before.get(next) ?? []
    if (places.length < MOST_PLACES) before.set(next, [...places, j])
  })
  for (let i = 0; i < a.length; i++) {
    const x = toB[i]! >= 0 ? toB[i]! : movedToB[i]!
    if (x < 0 || a[i]!.light) continue
    const next = follower(a, i)
    if (next === '.' || follower(b, x) === next) continue
    for (const j of before.get(next) ?? []) {
      const y = toA[j]! >= 0 ? toA[j]! : movedToA[j]!
      if (y < 0 || y === i || b[j]!.light) continue
      if (follower(a, y) !== follower(b, x) || follower(a, y) === next) continue
      if (sameMembers({ a, b }, { i, j: x }, { i: y, j })) continue
      return [
        { i, j: x },
        { i: y, j },
      ]
    }
  }
  return undefined
}

/** Suffixes of what holds first or at the same time, and words after it: if, when, as, because. */
const SUBORDINATE =
  /(?:[^ıi]s[ae]|[ıiuü]nc[ae]|[dt][ıiuü]k[cç][ae]|[iıuü]rken|[dt][ıiuü]ğ[ıiuü]nd[ae]n?|[dt][ıiuü]ğ[ıiuü])$/

/** What a word's clause is to another one, by its suffix: empty for a main clause. */
function subordinated(items: readonly Item[], at: number): string {
  const ending = SUBORDINATE.exec(items[at]!.whole)?.[0] ?? ''
  if (!/[dt][ıiuü]ğ[ıiuü]$/.test(ending)) return soundsOf(ending.replace(/^[^ıi](?=s)/, ''))
  return items[at + 1]?.text === 'için' ? 'için' : ''
}

/** Two clauses of which each is the condition, time or cause of the other in one text: `A ise B`, `B ise A`. */
function exchangedConditions({ a, b, toB, movedToB }: Alignment): [Move, Move] | undefined {
  const turned = new Map<string, Move>()
  for (let i = 0; i < a.length; i++) {
    const j = toB[i]! >= 0 ? toB[i]! : movedToB[i]!
    if (j < 0 || a[i]!.whole === b[j]!.whole) continue
    const [one, other] = [subordinated(a, i), subordinated(b, j)]
    if ((one === '') === (other === '')) continue
    const back = turned.get(one === '' ? `a${other}` : `b${one}`)
    if (back) return [back, { i, j }]
    turned.set(one === '' ? `b${other}` : `a${one}`, { i, j })
  }
  return undefined
}

/** In items, between two members. */
const LONGEST_LIST = 40

/** Whether two words are members, or ends of members, of a list in both texts. */
function sameMembers({ a, b }: Pick<Alignment, 'a' | 'b'>, one: Move, other: Move): boolean {
  const [first, second] = one.i < other.i ? [one, other] : [other, one]
  const member = (items: readonly Item[], from: number, to: number): boolean => {
    if (from >= to || to - from > LONGEST_LIST) return false
    const divided = items[from]!.stop !== '' || JOINING.test(items[from + 1]?.text ?? '')
    return divided && !items.slice(from + 1, to).some(({ text }) => ROLE.test(text))
  }
  const left = (items: readonly Item[], i: number): string => {
    const item = items[i - 1]
    return item === undefined || item.stop !== '' || JOINING.test(item.text) ? '' : item.whole
  }
  return (
    member(a, first.i, second.i) &&
    member(b, second.j, first.j) &&
    (left(a, second.i) === '' || left(a, second.i) === left(b, second.j)) &&
    (left(b, first.j) === '' || left(b, first.j) === left(a, first.i))
  )
}

/** Cases, in sounds, that possession does not bring about: from, to, with. */
const ROLE_CASE = /^n?(?:tan|a|ya|la)$/

interface Change extends Move {
  /** Its suffixes in each text. */
  forms: [string, string]
}

/** Words with other suffixes in the other text, and how many words it lacks. */
function changes({ a, b, toB, movedToB }: Alignment): { changed: Change[]; lacking: number } {
  const changed: Change[] = []
  let lacking = 0
  a.forEach((item, i) => {
    const j = movedToB[i]! >= 0 ? movedToB[i]! : toB[i]!
    if (j < 0) lacking++
    else if (!item.light && item.whole !== b[j]!.whole) {
      const forms = endings(item.whole, b[j]!.whole)
      if (forms[0] !== forms[1]) changed.push({ i, j, forms })
    }
  })
  return { changed, lacking }
}

function exchangedEndings(alignment: Alignment): [Move, Move] | undefined {
  const { changed, lacking } = changes(alignment)
  if (changed.length < 2 || changed.length > 2 + LARGEST_CHANGE || lacking > LARGEST_CHANGE) return undefined
  const exact = changed.length === 2 && lacking === 0
  for (const one of changed)
    for (const other of changed)
      if (
        one.i < other.i &&
        one.forms[0] === other.forms[1] &&
        one.forms[1] === other.forms[0] &&
        (exact || one.forms.some(form => ROLE_CASE.test(form)))
      )
        return [one, other]
  return undefined
}

/** Whether one word has lost its suffix and another has got one: `A, B'nin ardından gelir`, `B, A'dan önce gelir`. */
export function turnedRound(alignment: Alignment): boolean {
  const { changed, lacking } = changes(alignment)
  const bare = (at: 0 | 1): boolean => changed.some(({ forms }) => forms[at] === '')
  return changed.length <= 2 + LARGEST_CHANGE && lacking <= LARGEST_CHANGE && bare(0) && bare(1)
}

/** The suffixes of two forms of a word after what they share, without buffer letters. */
function endings(one: string, other: string): [string, string] {
  let shared = 0
  while (shared < one.length && one[shared] === other[shared]) shared++
  const plain = (word: string): string =>
    soundsOf(word.slice(shared)).replace(/^(?:[yns](?=[ıa])|n(?=t))/, '')
  return [plain(one), plain(other)]
}
