export const VIEWS = ['search', 'groups', 'review', 'curate', 'map', 'index', 'add'] as const
export type View = (typeof VIEWS)[number]
export const MODES = ['semantic', 'lexical', 'hybrid'] as const
export type Mode = (typeof MODES)[number]
export const LANGUAGES = ['tr', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** Most pages of a list that a link may ask for at once. */
const MAX_PAGES = 100
/** What stands before the name of a field of metadata, so that no field is taken for a setting. */
const VALUE = 'f.'
const BOUND = { gte: 'min.', lte: 'max.' } as const

/** The least and the greatest value of a field. */
export type Bounds = { [bound in keyof typeof BOUND]?: string }
/** Fields of metadata, and the value or the bounds that each must have. */
export type Filter = Readonly<Record<string, string | Bounds>>

/** Where one is on the page: everything that a link has to say for another person to see the same. */
export interface Place {
  view: View
  /** Default: the first index. */
  index?: string
  query: string
  mode: Mode
  filter: Filter
  /** Least score of a hit, as typed; empty for any. */
  least: string
  /** Whether the best hits are looked at again by the re-ranker of the server. */
  again: boolean
  /** How many pages of the list are shown. */
  pages: number
  /** Id of the passage whose neighbours are shown. */
  like?: string
  /** Least similarity of groups, as typed; empty for the model's. */
  threshold: string
  /** Id of the mining job whose groups are shown. */
  job?: string
  /** Default: as chosen before, or as the browser asks for. */
  language?: Language
}

export type PlaceChange = Partial<{ [K in keyof Place]: Place[K] | undefined }>

/** The step to another index: what the place says of the one before is nothing there, except for the query. */
export function toIndex(index: string | undefined): PlaceChange {
  return { index, filter: {}, least: '', pages: 1, like: undefined, job: undefined }
}

/** The step to the first view of an index. */
export function toStart(index: string | undefined): PlaceChange {
  return { ...toIndex(index), view: 'search', query: '' }
}

/**
 * A place as the fragment of a URL, with what differs from the default. A fragment, because browsers do not send it:
 * what people ask for stays out of the logs of servers and proxies.
 */
export function toFragment(place: Place): string {
  const { view, index, query, mode, filter, least, again, pages, like, threshold, job, language } = place
  const said: [string, string | undefined][] = [
    ['view', view === 'search' ? undefined : view],
    ['index', index],
    ['q', query],
    ['mode', mode === 'hybrid' ? undefined : mode],
    ...Object.entries(filter).flatMap(([key, value]): [string, string | undefined][] =>
      typeof value === 'string'
        ? [[VALUE + key, value]]
        : [
            [BOUND.gte + key, value.gte],
            [BOUND.lte + key, value.lte],
          ],
    ),
    ['least', least],
    ['again', again ? '1' : undefined],
    ['pages', pages > 1 ? String(pages) : undefined],
    ['like', like],
    ['threshold', threshold],
    ['job', job],
    ['lang', language],
  ]
  const given = said.filter((entry): entry is [string, string] => Boolean(entry[1]))
  return given.length === 0 ? '#' : `#${new URLSearchParams(given)}`
}

/** The place that a fragment names; what it says wrongly is the default. */
export function fromFragment(fragment: string): Place {
  const said = new URLSearchParams(fragment.replace(/^#/, ''))
  const pages = Number(said.get('pages') ?? 1)
  const threshold = said.get('threshold') ?? ''
  const least = said.get('least') ?? ''
  const place: Place = {
    view: oneOf(VIEWS, said.get('view')) ?? 'search',
    query: said.get('q') ?? '',
    mode: oneOf(MODES, said.get('mode')) ?? 'hybrid',
    filter: filterOf(said),
    least: Number.isFinite(Number(least)) ? least : '',
    again: said.get('again') === '1',
    pages: Number.isInteger(pages) && pages >= 1 ? Math.min(pages, MAX_PAGES) : 1,
    threshold: Math.abs(Number(threshold)) <= 1 ? threshold : '',
  }
  const language = oneOf(LANGUAGES, said.get('lang'))
  const [index, like, job] = ['index', 'like', 'job'].map(name => said.get(name))
  return {
    ...place,
    ...(index ? { index } : {}),
    ...(like ? { like } : {}),
    ...(job ? { job } : {}),
    ...(language ? { language } : {}),
  }
}

function filterOf(said: URLSearchParams): Filter {
  const filter = new Map<string, string | Bounds>()
  for (const [name, value] of said) {
    if (name.startsWith(VALUE)) filter.set(name.slice(VALUE.length), value)
    for (const bound of ['gte', 'lte'] as const) {
      if (!name.startsWith(BOUND[bound]) || value === '') continue
      const field = name.slice(BOUND[bound].length)
      const other = filter.get(field)
      filter.set(field, { ...(typeof other === 'object' ? other : {}), [bound]: value })
    }
  }
  return Object.fromEntries(filter)
}

function oneOf<T extends string>(known: readonly T[], given: string | null): T | undefined {
  return known.find(each => each === given)
}
