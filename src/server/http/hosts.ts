import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { RequestHandler } from 'express'
import { isLoopback, toHostName } from '../../basics/host-names.js'
import type { KeyRing } from '../key-ring.js'
import { sendDenied } from './problem.js'

/** Host names that are always allowed. */
const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]']

export interface HostRule {
  /** Address the server is bound to. */
  bound: string
  /** Additional names, such as that of a proxy in front of it. */
  allowed: readonly string[]
  /** Whether to believe `X-Forwarded-Host`. */
  trustProxy: boolean
}

/**
 * Refuses requests whose host name is not the server's (protection against DNS rebinding). If an attacker points the
 * name of their page at this server, the browser sees one origin, and the page could do anything that needs no key.
 * It cannot change the host name that the browser sends.
 *
 * Unless bound to loopback, any IP address is allowed, since only names can be rebound. If keys are needed and no
 * names are listed, any name is allowed as well, since such a page has no key.
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
        `this server is not called ${JSON.stringify(wrong)} but ${[...own].join(', ')}; --allowed-host adds a name`,
        'This is not the name of the server',
      )
  }
}

/** All host names in a request; each has to be allowed. */
function namesOf({ headers, url = '' }: IncomingMessage, trustProxy: boolean): string[] {
  const names = [headers.host ?? '']
  // A request line with a whole URL names a host, too.
  if (!url.startsWith('/') && url !== '*') names.push(URL.canParse(url) ? new URL(url).host : url)
  const forwarded = trustProxy ? forwardedHost(headers) : undefined
  return forwarded === undefined ? names : [...names, forwarded]
}

/** The host name that the client used, as told by the proxy if it is trusted. */
export function calledHost(headers: IncomingHttpHeaders, trustProxy: boolean): string | undefined {
  return (trustProxy ? forwardedHost(headers) : undefined) ?? headers.host
}

/** Of several values the last, written by the nearest proxy; the others may be forged. */
function forwardedHost(headers: IncomingHttpHeaders): string | undefined {
  return [headers['x-forwarded-host']].flat().join(',').split(',').at(-1)?.trim() || undefined
}
