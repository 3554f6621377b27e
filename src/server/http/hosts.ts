import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { RequestHandler } from 'express'
import { isLoopback, toHostName } from '../../basics/host-names.js'
import type { KeyRing } from '../key-ring.js'
import { sendDenied } from './problem.js'

/** What every server on a machine that answers only that machine may be called. */
const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]']

export interface HostRule {
  /** Address that the server is bound to. */
  bound: string
  /** Names that it has besides, as of a proxy before it. */
  allowed: readonly string[]
  /** Whether a proxy says in `X-Forwarded-Host` what it was called. */
  trustProxy: boolean
}

/**
 * Refuses requests that call the server by a name that is not its own. A page whose name its owner makes point here (DNS
 * rebinding) is of the same origin to a browser, and could do all that needs no key; what it cannot change is the name
 * that the browser sends.
 *
 * Beyond loopback an address is always right, since only names can be rebound, and where keys are needed any name is,
 * unless some are allowed by name: such a page has no key.
 */
export function checkHost({ bound, allowed, trustProxy }: HostRule, keys: KeyRing): RequestHandler {
  const local = isLoopback(bound)
  const own = new Set([...OWN_NAMES, toHostName(isIP(bound) === 6 ? `[${bound}]` : bound), ...allowed])
  const isOwn = (host: string | undefined): boolean => {
    const name = host === undefined ? undefined : toHostName(host)
    if (name === undefined) return false
    return own.has(name) || (!local && isIP(name.replace(/^\[|\]$/g, '')) !== 0)
  }
  return (request, response, next) => {
    if (!local && allowed.length === 0 && keys.isNeeded) {
      next()
      return
    }
    const wrong = namesOf(request, trustProxy).find(name => !isOwn(name))
    if (wrong === undefined) next()
    else
      sendDenied(
        response,
        403,
        `this server is not called ${JSON.stringify(wrong)}; --allowed-host gives it more names than ${[...own].join(', ')}`,
        'It is called otherwise',
      )
  }
}

/** All that a request calls the server; each has to be right. */
function namesOf({ headers, url = '' }: IncomingMessage, trustProxy: boolean): string[] {
  const names = [headers.host ?? '']
  // Who sends a whole URL means its host; `URL` alone knows where that ends.
  if (!url.startsWith('/') && url !== '*') names.push(URL.canParse(url) ? new URL(url).host : url)
  const forwarded = trustProxy ? forwardedHost(headers) : undefined
  return forwarded === undefined ? names : [...names, forwarded]
}

/** What the client called the server, or the proxy before it that is believed. */
export function calledHost(headers: IncomingHttpHeaders, trustProxy: boolean): string | undefined {
  return (trustProxy ? forwardedHost(headers) : undefined) ?? headers.host
}

/** Where several proxies wrote, what the last one did; those before it may be anybody. */
function forwardedHost(headers: IncomingHttpHeaders): string | undefined {
  return [headers['x-forwarded-host']].flat().join(',').split(',').at(-1)?.trim() || undefined
}
