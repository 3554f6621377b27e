import type { Request, Response } from 'express'
import type { KeyRing } from '../key-ring.js'
import { SCOPES, type Scope } from '../keys.js'
import { sendDenied } from './problem.js'

/** Lets a request pass, or answers it with 401 or 403. */
export function isAllowed(request: Request, response: Response, keys: KeyRing, scope: Scope): boolean {
  if (!keys.isNeeded) return true
  const [, sent] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? []
  const key = sent === undefined ? undefined : keys.find(sent)
  if (!key) {
    response.set('WWW-Authenticate', 'Bearer')
    sendDenied(response, 401, sent === undefined ? 'a key is needed' : 'this key is not known')
    return false
  }
  if (SCOPES.indexOf(key.scope) < SCOPES.indexOf(scope)) {
    sendDenied(response, 403, `this needs a key with scope ${scope}; this one has ${key.scope}`)
    return false
  }
  return true
}
