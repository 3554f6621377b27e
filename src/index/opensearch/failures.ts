import type { errors } from '@opensearch-project/opensearch'
import { AnlamError, type ErrorCode } from '../../errors.js'

/** A request that failed. */
export interface Failure {
  /** HTTP status; 0 if no node answered. */
  status: number
  /** OpenSearch's type of error, empty if it names none; or the code of a network error. */
  type: string
  reason: string
  /** Whether the same request may succeed soon. */
  passes: boolean
  cause: unknown
}

/** An error as OpenSearch describes it, of a request or of one line of a bulk request. */
export interface Described {
  type: string
  reason?: string
  root_cause?: readonly Described[]
}

/** Statuses of a cluster that is busy, or looking for its nodes. */
const PASSING = [429, 502, 503, 504]
/**
 * Types of errors of a node that has just lost another one, with a status of 500. A search names no cause if the node was lost
 * between finding hits and reading them.
 */
const LOST_NODE =
  /^(?:node_(?:not_)?(?:connected|disconnected|closed)|connect_transport|search_phase_execution)_exception$/
/** Codes of Node.js for certificates that nobody trusts, or that are of another host. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|EPROTO|ERR_SSL|ERR_TLS/
/** Number of the block that OpenSearch sets on indexes when a node's disk is nearly full. */
const FULL = /\/12\//

/** Names of the client's errors that no node answered. */
const NETWORK = ['ConnectionError', 'TimeoutError', 'NoLivingConnectionsError']

/** By its name: the client is imported on demand. */
function isResponse(error: unknown): error is errors.ResponseError {
  return (error as Error).name === 'ResponseError'
}

export function failureOf(error: unknown): Failure {
  if (isResponse(error)) {
    const status = error.statusCode ?? 0
    const described = (error.body as { error?: Described | string } | undefined)?.error
    const bare = withoutRequest(error)
    return describe(status, typeof described === 'object' ? described : { type: described ?? '' }, bare)
  }
  const { name, message } = error as Error
  return {
    status: 0,
    type: codeOf(error) ?? message,
    reason: message,
    passes: NETWORK.includes(name) && !isCertificate(error),
    cause: withoutRequest(error),
  }
}

/** The client's errors hold the request, with the key among its headers, where a log would show it. */
function withoutRequest(error: unknown): Error {
  const { name, message, stack } = error as Error
  return Object.assign(new Error(message), { name, stack, code: codeOf(error) })
}

/** The failure of one line of a bulk request. */
export function failureOfLine(status: number, described: Described): Failure {
  return describe(status, described, undefined)
}

function describe(status: number, described: Described, cause: unknown): Failure {
  const { type, reason = '' } = described.root_cause?.[0] ?? described
  const passes = (PASSING.includes(status) || LOST_NODE.test(type)) && !FULL.test(reason)
  return { status, type, reason: reason || (described.reason ?? type), passes, cause }
}

function codeOf(error: unknown): string | undefined {
  // The client keeps the error of the socket in the meta of its own.
  const chain = error as { code?: string; meta?: { meta?: { connection?: unknown } }; cause?: unknown }
  return chain.code ?? (chain.cause === undefined ? undefined : codeOf(chain.cause))
}

function isCertificate(error: unknown): boolean {
  return (
    CERTIFICATE.test(codeOf(error) ?? '') ||
    /certificate|self.signed|altnames/i.test((error as Error).message)
  )
}

/**
 * @param address of the cluster
 * @returns AnlamError `unavailable` if no node answers or too many are down; `invalid-input` for wrong credentials or
 *   certificates; `storage-full`; `not-found` for a missing index; `overloaded`; `timeout`; otherwise `internal`
 */
export function toAnlamError({ status, type, reason, cause }: Failure, address: string): AnlamError {
  const error = (code: ErrorCode, message: string): AnlamError => new AnlamError(code, message, { cause })
  if (status === 0) {
    if (cause !== undefined && isCertificate(cause))
      return error(
        'invalid-input',
        `the certificate of ${address} is not trusted (${reason}); name the file of its authority in ANLAM_OPENSEARCH_CA`,
      )
    if ((cause as Error | undefined)?.name === 'TimeoutError')
      return error('timeout', `OpenSearch at ${address} did not answer in time; try again`)
    return error(
      'unavailable',
      `OpenSearch at ${address} cannot be reached (${reason}); start it, or correct ANLAM_OPENSEARCH_URL`,
    )
  }
  if (status === 401)
    return error(
      'invalid-input',
      `OpenSearch at ${address} refuses these credentials; correct ANLAM_OPENSEARCH_USERNAME and ` +
        'ANLAM_OPENSEARCH_PASSWORD, or ANLAM_OPENSEARCH_API_KEY',
    )
  if (type === 'cluster_block_exception' && FULL.test(reason))
    return error(
      'storage-full',
      `a disk of OpenSearch at ${address} is nearly full, so it takes no writes; free space, or add nodes`,
    )
  if (status === 403)
    return error(
      'invalid-input',
      `OpenSearch at ${address} does not allow this: ${reason}; ask for the permission`,
    )
  if (type === 'index_not_found_exception') return error('not-found', 'the index was deleted')
  if (status === 413)
    return error(
      'invalid-input',
      `a passage is larger than OpenSearch at ${address} takes (http.max_content_length); cut the document into ` +
        'smaller units',
    )
  if (status === 429)
    return error('overloaded', `OpenSearch at ${address} is overloaded (${reason}); try again later`)
  if (status === 502 || status === 503 || status === 504 || LOST_NODE.test(type))
    return error(
      'unavailable',
      `too few nodes of OpenSearch at ${address} are up (${reason}); start those that are down, and try again`,
    )
  return error('internal', `OpenSearch at ${address} answered ${status}: ${reason || type}`)
}
