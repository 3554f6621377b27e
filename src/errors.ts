/**
 * The closed list of error codes. The HTTP status and the exit code are total maps over these codes; nothing branches
 * on a message.
 */
export const ERROR_CODES = [
  'invalid-input',
  'not-found',
  'already-exists',
  'incompatible-index',
  'corrupt-index',
  'corrupt-checkpoint',
  'overloaded',
  'cancelled',
  'timeout',
  'storage-full',
  'unavailable',
  'internal',
] as const

/** What kind of failure an error is. */
export type ErrorCode = (typeof ERROR_CODES)[number]

/** The only error class of the project. */
export class AnlamError extends Error {
  override readonly name = 'AnlamError'

  /**
   * @param code kind of failure
   * @param message one sentence that names what failed and, if possible, what to do about it
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options)
  }
}

/** An error as sent between threads: structured cloning keeps neither the class nor the code. */
export interface WireError {
  code: ErrorCode
  message: string
  stack?: string
}

export function toWire(error: unknown): WireError {
  const known = asAnlamError(error)
  return { code: known.code, message: known.message, ...(known.stack ? { stack: known.stack } : {}) }
}

export function fromWire(wire: WireError): AnlamError {
  const error = new AnlamError(wire.code, wire.message)
  if (wire.stack) error.stack = wire.stack
  return error
}

const SYSTEM_CODES: Record<string, ErrorCode> = {
  ENOENT: 'not-found',
  ENOTDIR: 'not-found',
  EACCES: 'invalid-input',
  EPERM: 'invalid-input',
  EISDIR: 'invalid-input',
  ENAMETOOLONG: 'invalid-input',
  EEXIST: 'already-exists',
  ENOSPC: 'storage-full',
  EDQUOT: 'storage-full',
  SQLITE_FULL: 'storage-full',
  SQLITE_CORRUPT: 'corrupt-index',
  SQLITE_NOTADB: 'corrupt-index',
  // All statements are fixed, so this means a missing table.
  SQLITE_ERROR: 'corrupt-index',
  SQLITE_BUSY: 'unavailable',
  SQLITE_IOERR: 'unavailable',
  EIO: 'unavailable',
  EADDRINUSE: 'unavailable',
  // A thread reached its memory limit.
  ERR_WORKER_OUT_OF_MEMORY: 'unavailable',
}

/** Converts any thrown value to an AnlamError. System errors are mapped by their `code`; others become `internal`. */
export function asAnlamError(error: unknown): AnlamError {
  if (error instanceof AnlamError) return error
  if (error instanceof Error) {
    if (error.name === 'AbortError') return new AnlamError('cancelled', 'cancelled', { cause: error })
    // Extended codes of SQLite (SQLITE_IOERR_WRITE) begin with the plain one.
    const name = 'code' in error ? String(error.code).replace(/^(SQLITE_[A-Z]+)_.*/, '$1') : ''
    const system = SYSTEM_CODES[name]
    return new AnlamError(system ?? 'internal', readable(name, error), { cause: error })
  }
  return new AnlamError('internal', String(error))
}

/** What the system says of a file, in words; other errors as they are. */
function readable(code: string, error: Error & { path?: unknown; syscall?: unknown }): string {
  const { path, syscall, message } = error
  const says = SYSTEM_WORDS[code]
  if (says === undefined) return message
  if (typeof path !== 'string') return says
  return typeof syscall === 'string' && syscall.startsWith('spawn')
    ? `there is no program ${path} that can be run`
    : `${path}: ${says}`
}

const SYSTEM_WORDS: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EACCES: 'there is no permission for this',
  EPERM: 'there is no permission for this',
  EISDIR: 'this is a folder, not a file',
  ENAMETOOLONG: 'the name is too long',
  EEXIST: 'this exists already',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
}

export function cancelled(): AnlamError {
  return new AnlamError('cancelled', 'cancelled by the caller')
}

/** @throws AnlamError `cancelled` if the signal has fired */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled()
}
