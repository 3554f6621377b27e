import { z } from 'zod'
import { toHostName } from './host-names.js'

/** An origin of pages, as browsers send it. */
export const Origin = z
  .string()
  .trim()
  .refine(
    text => URL.canParse(text) && new URL(text).origin === text,
    'an origin is like https://example.org',
  )

/** A host without a port. */
export const Host = z
  .string()
  .trim()
  .transform((text, context) => {
    // Ports are not compared, so a host with a port is refused instead of matching more than it says.
    const name = /^\[[^\]]*\]$|^[^:[\]]+$/.test(text) ? toHostName(text) : undefined
    if (name !== undefined) return name
    context.addIssue('a host is a name like notlar.example or an address ([::1] for IPv6), without a port')
    return z.NEVER
  })

/** The address of a node of OpenSearch: without user and password, which would show wherever it does. */
export const NodeUrl = z
  .string()
  .trim()
  .refine(text => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
  }, 'an address of OpenSearch is like https://search.example:9200; user and password are settings of their own')
