import type { z } from 'zod'

/** Issues that are told; who sent a thousand wrong entries needs not be told of each. */
const MOST = 20
/** Characters of one, and of the name of a field in it: both may hold what was sent. */
const LONGEST = 300
const LONGEST_NAME = 60

/** What is wrong with a value, in one line: at most 20 issues, and how many more there are. */
export function describeIssues({ issues }: Pick<z.ZodError, 'issues'>): string {
  const told = issues.slice(0, MOST).map(({ path, message }) => {
    const place = path.length === 0 ? '' : `${path.map(named).join('').replace(/^\./, '')}: `
    return place + shortened(message, LONGEST)
  })
  const more = issues.length - told.length
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ').replaceAll(/\s+/g, ' ')
}

function named(key: PropertyKey): string {
  return typeof key === 'number' ? `[${key}]` : `.${shortened(String(key), LONGEST_NAME)}`
}

function shortened(text: string, most: number): string {
  return (text.length > most ? `${text.slice(0, most)}…` : text).toWellFormed()
}
