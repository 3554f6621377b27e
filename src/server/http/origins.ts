import cors from 'cors'
import type { RequestHandler } from 'express'
import { calledHost } from './hosts.js'
import { sendDenied } from './problem.js'

/** Seconds that a browser may remember what another site's page is allowed. */
const MAX_AGE = 600

/**
 * Refuses requests of other sites' pages, but for allowed ones, which are told that they may read the answers. Browsers
 * send some requests without asking first: whichever page somebody looks at could write to a server on their machine.
 * @param allowed origins, as `https://example.org`
 * @param trustProxy whether a proxy says what it was called
 */
export function checkOrigin(allowed: readonly string[], trustProxy: boolean): RequestHandler[] {
  const refuse: RequestHandler = (request, response, next) => {
    const { origin, 'sec-fetch-site': site } = request.headers
    const host = calledHost(request.headers, trustProxy)
    // A proxy may change the host; what the browser says of itself is not changed on the way.
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

/** Undefined for the `null` that pages without an origin send. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
