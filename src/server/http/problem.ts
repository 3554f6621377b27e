import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { z } from 'zod'
import { AnlamError, asAnlamError, type ErrorCode } from '../../errors.js'

/** HTTP status of each error code. 499 is nginx's status for a client that closed the connection. */
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
  'not-found': 'Not found',
  'already-exists': 'It exists already',
  'incompatible-index': 'Index and model do not belong together',
  'corrupt-index': 'The index is damaged',
  'corrupt-checkpoint': 'The model is damaged',
  overloaded: 'Too many requests are waiting',
  cancelled: 'The request was cancelled',
  timeout: 'The request took too long',
  'storage-full': 'The disk is full',
  unavailable: 'Not available now',
  internal: 'Something went wrong',
}

/** Least and most seconds of `Retry-After`. */
const RETRY_AFTER = 1
const LONGEST_RETRY_AFTER = 30
/** Most characters of a field's name in an answer. */
const MAX_FIELD = 200

interface Problem {
  status: number
  code: ErrorCode | 'unauthorized' | 'forbidden'
  title: string
  detail: string
  /** Invalid field of the request. */
  param?: string | null
}

/**
 * A problem document (RFC 9457), with an `error` object as in the OpenAI API: its clients show only `error.message`.
 */
export function problemOf({ status, code, title, detail, param = null }: Problem): string {
  const error = { message: detail, type: openAiType(status), code, param }
  return JSON.stringify({ type: 'about:blank', title, status, detail, code, error })
}

function send(response: Response, problem: Problem): void {
  response.status(problem.status).type('application/problem+json').send(problemOf(problem))
}

function openAiType(status: number): string {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status < 500 ? 'invalid_request_error' : 'server_error'
}

/**
 * Sends an error as a problem document.
 * @param status instead of the code's: 408 for a `timeout` caused by the client, 503 for an `overloaded` caused by the
 *   estimated wait and not by the number of requests
 * @param seconds estimated wait, for `Retry-After`
 */
export function sendProblem(
  response: Response,
  { code, message, cause }: Pick<AnlamError, 'code' | 'message' | 'cause'>,
  status = HTTP_STATUS[code],
  seconds = 0,
): void {
  // Details of an internal error go only to the log.
  const detail = code === 'internal' ? 'see the log of the server' : message
  if (code === 'overloaded' || code === 'unavailable') {
    const wait = Math.min(LONGEST_RETRY_AFTER, Math.max(RETRY_AFTER, Math.ceil(seconds)))
    response.set('Retry-After', String(wait))
  }
  send(response, { status, code, title: TITLES[code], detail, param: fieldOf(cause) })
}

/** Path of the first field that a schema refused. */
function fieldOf(cause: unknown): string | null {
  const [issue] = cause instanceof z.ZodError ? cause.issues : []
  if (!issue) return null
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  return [...issue.path, ...unknown].join('.').slice(0, MAX_FIELD).toWellFormed() || null
}

/** Answers a request that lacks the right key, or comes from a wrong origin or host, with a problem document. */
export function sendDenied(
  response: Response,
  status: 401 | 403,
  detail: string,
  title = status === 401 ? 'A valid key is needed' : 'The key may not do that',
): void {
  send(response, { status, code: status === 401 ? 'unauthorized' : 'forbidden', title, detail })
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

/** Express and its body parser mark errors of the client with a 4xx status. */
function fromRequest(error: unknown): AnlamError | undefined {
  if (error instanceof AnlamError || !(error instanceof Error) || !('status' in error)) return undefined
  const status = Number(error.status)
  return status >= 400 && status < 500
    ? new AnlamError('invalid-input', error.message, { cause: error })
    : undefined
}
