import { createHash } from 'node:crypto'
import type { Metadata } from '../../types.js'
import { checkFilter, isNumber } from '../filter.js'
import type { Filter, Range } from '../types.js'

/** A query of OpenSearch. */
export type Query = Record<string, unknown>

/*
 * Metadata are kept as tokens of one keyword field, so that no key of a document becomes a field of the cluster. A value
 * has a token of its text, and a number one that is ordered as numbers are:
 *   <hash of the key>T<text>   a text
 *   <hash of the key>D<text>   the text of a number
 *   <hash of the key>N<number, in order>
 * Lucene compares tokens by their UTF-8, as `matches` compares texts.
 */

/** UTF-8 bytes of a token's value. A filter's are fewer, so that what is cut off decides nothing. */
const LONGEST = 8192
/** Characters of the hash of a key. */
const HASH_LENGTH = 22
/** Digits of the length of a number's whole part. */
const LENGTH_DIGITS = 6
/** After all tokens that begin with the same characters. */
const END = '\u{10ffff}'

export function metadataTokens(metadata: Metadata): string[] {
  return Object.entries(metadata).flatMap(([key, value]) => {
    if (value === null) return []
    const [hash, text] = [hashOf(key), String(value)]
    if (!isNumber(text)) return [token(hash, 'T', text)]
    return [token(hash, 'D', text), token(hash, 'N', inOrder(text))]
  })
}

/**
 * The conditions of a filter, as `matches` defines them.
 * @throws AnlamError `invalid-input` as `checkFilter`
 */
export function filterQueries(filter: Filter): Query[] {
  return Object.entries(checkFilter(filter)).flatMap(([key, condition]): Query[] => {
    const hash = hashOf(key)
    if (typeof condition === 'string') {
      const kind = isNumber(condition) ? 'D' : 'T'
      return [{ term: { meta: token(hash, kind, condition) } }]
    }
    return [
      hasField(key),
      ...Object.entries(condition).map(([bound, limit]) =>
        boundQuery(hash, bound as keyof Range, limit as string),
      ),
    ]
  })
}

/** Lucene's regular expression of the tokens of a field's values as text. */
export function valuePattern(field: string): string {
  return `${hashOf(field)}[TD].*`
}

/** The value of such a token. */
export function valueOfToken(token: string): string {
  return token.slice(HASH_LENGTH + 1)
}

/** A condition that a field has a value. */
export function hasField(field: string): Query {
  return { prefix: { meta: hashOf(field) } }
}

/** Texts are compared as texts, and two numbers as numbers. */
function boundQuery(hash: string, bound: keyof Range, limit: string): Query {
  const range = (kind: string, value: string): Query => {
    const isLower = bound === 'gt' || bound === 'gte'
    const end = isLower ? { lt: hash + kind + END } : { gte: hash + kind }
    return { range: { meta: { [bound]: token(hash, kind, value), ...end } } }
  }
  const numbers = isNumber(limit) ? range('N', inOrder(limit)) : range('D', limit)
  return { bool: { should: [range('T', limit), numbers], minimum_should_match: 1 } }
}

function token(hash: string, kind: string, value: string): string {
  const bytes = Buffer.from(value)
  const cut = bytes.length <= LONGEST ? value : bytes.subarray(0, LONGEST).toString()
  return hash + kind + cut
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, HASH_LENGTH)
}

/** A number in decimals as a text that is ordered like the number, to the last digit. */
function inOrder(text: string): string {
  const isNegative = text.startsWith('-')
  const [whole = '', fraction = ''] = (isNegative ? text.slice(1) : text).split('.')
  const digits = whole.replace(/^0+/, '')
  let places = fraction.length
  while (fraction[places - 1] === '0') places--
  const decimals = fraction.slice(0, places)
  if (digits === '' && decimals === '') return 'n'
  const size = `${String(digits.length).padStart(LENGTH_DIGITS, '0')}${digits}.${decimals}`
  if (!isNegative) return `p${size}`
  // A larger amount is a smaller number: each digit is complemented, and a shorter fraction comes later.
  return `m${size.replaceAll(/\d/g, digit => String(9 - Number(digit)))}~`
}
