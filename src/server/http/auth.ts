import type { IncomingHttpHeaders } from 'node:http'
import type { Request, Response } from 'express'
import type { KeyRing } from '../key-ring.js'
import type { StoredKey } from '../keys.js'
import { SCOPES, type Scope } from '../scopes.js'
import { sendDenied } from './problem.js'

/** Whether a request may read: its key is known, or none is needed. */
export function mayRead(request: Request, keys: KeyRing): boolean {
  return !keys.isNeeded || keyOf(request, keys) !== undefined
}

/** What a request that was let in may do. */
export function scopeOf(request: Request, keys: KeyRing): Scope {
  return keys.isNeeded ? (keyOf(request, keys)?.scope ?? 'read') : 'admin'
}

function keyOf({ headers }: Request, keys: KeyRing): StoredKey | undefined {
  const sent = sentKey(headers)
  return sent === undefined ? undefined : keys.find(sent)
}

function sentKey({ authorization = '' }: IncomingHttpHeaders): string | undefined {
  return /^Bearer (.+)$/i.exec(authorization)?.[1]
}

/** Whether a request has the scope; if not, it is answered with 401 or 403. */
export function isAllowed(request: Request, response: Response, keys: KeyRing, scope: Scope): boolean {
  if (!keys.isNeeded) return true
  const key = keyOf(request, keys)
  if (!key) {
    response.set('WWW-Authenticate', 'Bearer')
    const none = sentKey(request.headers) === undefined
    sendDenied(response, 401, none ? 'a key is needed' : 'this key is not known')
    return false
  }
  if (SCOPES.indexOf(key.scope) < SCOPES.indexOf(scope)) {
    sendDenied(response, 403, `this needs a key with scope ${scope}; this one has ${key.scope}`)
    return false
  }
  return true
}
