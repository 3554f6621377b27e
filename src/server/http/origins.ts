import cors from 'cors'
import type { RequestHandler } from 'express'
import { calledHost } from './hosts.js'
import { sendDenied } from './problem.js'

/** Seconds that a browser may cache the answer to a preflight request. */
const MAX_AGE = 600

/**
 * Refuses requests from pages of other sites, and sends CORS headers to allowed ones. CORS alone is not enough:
 * browsers send some requests without a preflight, so any page could write to a server on the user's machine.
 * @param allowed origins such as `https://example.org`
 * @param trustProxy whether to believe `X-Forwarded-Host`
 */
export function checkOrigin(allowed: readonly string[], trustProxy: boolean): RequestHandler[] {
  const refuse: RequestHandler = (request, response, next) => {
    const { origin, 'sec-fetch-site': site } = request.headers
    const host = calledHost(request.headers, trustProxy)
    // A proxy may change the host, but not `Sec-Fetch-Site`.
    const own = origin === undefined || site === 'same-origin' || hostOf(origin) === host
    if (own || allowed.includes(origin)) next()
    else
      sendDenied(
        response,
        403,
        `pages of ${origin} may not use this server; --cors-origin allows it`,
        'This site may not do that',
      )
  }
  return [
    refuse,
    cors({ origin: [...allowed], exposedHeaders: ['X-Request-Id', 'Retry-After'], maxAge: MAX_AGE }),
  ]
}

/** @returns undefined for `null`, which pages without an origin send */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
