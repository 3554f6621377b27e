import { stem } from '../../turkish/stem.js'
import { commonStem } from './lexemes.js'
import type { Item } from './reading.js'

/** What a text prefers to what it rejects: `X değil Y`, `X yerine Y`, `X'ten ziyade Y`. */
interface Preference {
  /** Nearest to the word between first. */
  rejected: readonly Item[]
  preferred: readonly Item[]
}

/** Most items on each side of the word between them. */
const MOST_REJECTED = 6
const MOST_PREFERRED = 8
/** After `yerine`, verbs with which it is no "instead of": to fulfil, to replace, to settle. */
const VERBS = /^(?:getir|geç|koy|otur|ulaş)/
const ABLATIVE = /[dt][ae]n$/
/** Letters from which on a common stem is one's own: `ortalama` and `ortanca` share four. */
const LONG_STEM = 5
/** Light words in which two clauses may differ: what, why, how. */
const ASKING = /^(?:ne|neden|niçin|niye|nasıl|kim|kimin|kaç|hangi|nerede|nereden)$/

/**
 * Whether two texts prefer the opposite: what is next to the word between is rejected by one and preferred by the other (`X yerine Y
 * kullan`, `Y yerine Z kullan`), or something farther off in both of them (`R kare yerine McFadden`, `McFadden yerine klasik R kare`).
 */
export function prefersOpposite(a: readonly Item[], b: readonly Item[]): boolean {
  const others = preferences(b)
  return others.length > 0 && preferences(a).some(one => others.some(other => areOpposite(one, other)))
}

function areOpposite(one: Preference, other: Preference): boolean {
  const [there, back] = [turned(one, other), turned(other, one)]
  return there.includes(0) || back.includes(0) || (there.length > 0 && back.length > 0)
}

/** Places, among what only the one rejects of all that it names, of what the other prefers. */
function turned(one: Preference, other: Preference): number[] {
  const own = one.rejected.filter(item => !isAmong(one.preferred, item))
  return own.flatMap((item, at) =>
    isAmong(other.preferred, item) && !isAmong(other.rejected, item) ? [at] : [],
  )
}

function isAmong(items: readonly Item[], item: Item): boolean {
  return items.some(each => sameLexeme(each, item))
}

function sameLexeme(one: Item, other: Item): boolean {
  if (one.text === other.text) return true
  if (one.numeral || other.numeral) return false
  return stem(one.text) === stem(other.text) || commonStem(one.hard, other.hard) >= LONG_STEM
}

function preferences(items: readonly Item[]): Preference[] {
  return items.flatMap((_, at) => {
    if (!isBetween(items, at)) return []
    const [rejected, preferred] = [before(items, at), after(items, at)]
    return rejected.length > 0 && preferred.length > 0 ? [{ rejected, preferred }] : []
  })
}

function isBetween(items: readonly Item[], at: number): boolean {
  const { whole, stop } = items[at]!
  const [last, next] = [items[at - 1], items[at + 1]]
  if (!last || !next || stop === '.' || stop === ':') return false
  if (whole === 'değil') return last.stop === ''
  if (whole === 'yerine') return last.stop === '' && !VERBS.test(next.text)
  return whole === 'ziyade' && ABLATIVE.test(last.whole)
}

function distinguishes({ light, text }: Item): boolean {
  return !light || ASKING.test(text)
}

/** What carries meaning before a position, as far as its clause goes. */
function before(items: readonly Item[], at: number): Item[] {
  let from = at - 1
  while (from > Math.max(0, at - MOST_REJECTED) && items[from - 1]!.stop === '') from--
  return items.slice(from, at).filter(distinguishes).reverse()
}

function after(items: readonly Item[], at: number): Item[] {
  let to = at + 2
  while (to < Math.min(items.length, at + 1 + MOST_PREFERRED) && items[to - 1]!.stop === '') to++
  return items.slice(at + 1, to).filter(distinguishes)
}
