import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { AnlamError, asAnlamError, type ErrorCode } from '../errors.js'

/** HTTP status of each kind of failure. 499 is nginx's for a client that went away. */
export const HTTP_STATUS: Record<ErrorCode, number> = {
  'invalid-input': 400,
  'not-found': 404,
  'already-exists': 409,
  'incompatible-index': 409,
  'corrupt-index': 500,
  'corrupt-checkpoint': 500,
  overloaded: 429,
  cancelled: 499,
  timeout: 504,
  'storage-full': 507,
  unavailable: 503,
  internal: 500,
}

const TITLES: Record<ErrorCode, string> = {
  'invalid-input': 'The request is not valid',
  'not-found': 'There is no such thing',
  'already-exists': 'It exists already',
  'incompatible-index': 'Index and model do not belong together',
  'corrupt-index': 'The index is damaged',
  'corrupt-checkpoint': 'The model is damaged',
  overloaded: 'Too many requests are waiting',
  cancelled: 'The request was cancelled',
  timeout: 'It took too long',
  'storage-full': 'The disk is full',
  unavailable: 'Not available now',
  internal: 'Something went wrong',
}

/** Seconds after which an overloaded client should come back. */
const RETRY_AFTER = 1

/**
 * Sends an error as RFC 9457 `application/problem+json`.
 * @param status where another one says whose fault it was: 408 for a `timeout` of the client's
 */
export function sendProblem(
  response: Response,
  { code, message }: Pick<AnlamError, 'code' | 'message'>,
  status = HTTP_STATUS[code],
): void {
  // What went wrong inside is for the log; a stranger learns only that it did.
  const detail = code === 'internal' ? 'see the log of the server' : message
  if (code === 'overloaded' || code === 'unavailable') response.set('Retry-After', String(RETRY_AFTER))
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title: TITLES[code], status, detail, code }))
}

/** A request without the right key, or from where none may come, as a problem document. */
export function sendDenied(
  response: Response,
  status: 401 | 403,
  detail: string,
  title = status === 401 ? 'Who are you?' : 'This key may not do that',
): void {
  const code = status === 401 ? 'unauthorized' : 'forbidden'
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail, code }))
}

export const notFound: RequestHandler = (request, response) => {
  sendProblem(response, new AnlamError('not-found', `there is no ${request.method} ${request.path}`))
}

export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const known = fromRequest(error) ?? asAnlamError(error)
    if (known.code === 'internal') log.error({ err: error }, 'request failed')
    if (response.headersSent) {
      next(error)
      return
    }
    sendProblem(response, known)
  }
}

/** express and its body parser mark what is wrong with a request with a 4xx status. */
function fromRequest(error: unknown): AnlamError | undefined {
  if (error instanceof AnlamError || !(error instanceof Error) || !('status' in error)) return undefined
  const status = Number(error.status)
  return status >= 400 && status < 500
    ? new AnlamError('invalid-input', error.message, { cause: error })
    : undefined
}
