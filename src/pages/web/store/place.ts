export const VIEWS = ['search', 'groups', 'review', 'curate', 'map', 'add'] as const
export type View = (typeof VIEWS)[number]
export const MODES = ['semantic', 'lexical', 'hybrid'] as const
export type Mode = (typeof MODES)[number]
export const LANGUAGES = ['tr', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** Most pages of a list that a link may ask for at once. */
const MAX_PAGES = 100
/** What stands before the name of a field of metadata, so that no field is taken for a setting. */
const FIELD = 'f.'

/** Where one is on the page: everything that a link has to say for another person to see the same. */
export interface Place {
  view: View
  /** Default: the first index. */
  index?: string
  query: string
  mode: Mode
  /** Fields of metadata, and the value that each must have. */
  filter: Readonly<Record<string, string>>
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

/**
 * A place as the fragment of a URL, with what differs from the default. A fragment, because browsers do not send it:
 * what people ask for stays out of the logs of servers and proxies.
 */
export function toFragment(place: Place): string {
  const { view, index, query, mode, filter, pages, like, threshold, job, language } = place
  const said: [string, string | undefined][] = [
    ['view', view === 'search' ? undefined : view],
    ['index', index],
    ['q', query],
    ['mode', mode === 'hybrid' ? undefined : mode],
    ...Object.entries(filter).map(([key, value]): [string, string] => [FIELD + key, value]),
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
  const fields = [...said].filter(([name]) => name.startsWith(FIELD))
  const place: Place = {
    view: oneOf(VIEWS, said.get('view')) ?? 'search',
    query: said.get('q') ?? '',
    mode: oneOf(MODES, said.get('mode')) ?? 'hybrid',
    filter: Object.fromEntries(fields.map(([name, value]) => [name.slice(FIELD.length), value])),
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

function oneOf<T extends string>(known: readonly T[], given: string | null): T | undefined {
  return known.find(each => each === given)
}
