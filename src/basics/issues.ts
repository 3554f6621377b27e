import type { z } from 'zod'

/** Most issues in a message. */
const MOST = 20
/** Most characters of an issue, and of a field's name in it: both may contain input. */
const LONGEST = 300
const LONGEST_NAME = 60

/** Describes what is wrong with a value in one line: at most 20 issues, and the number of others. */
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
