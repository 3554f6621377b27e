import { type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { problemOf } from './problem.js'

/** Status and detail by the error codes of Node.js's parser and timers; anything else is not HTTP. */
const KNOWN: Record<string, [number, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'the URL and the headers together may have at most 16 KiB'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request arrived too slowly'],
}
const NO_HTTP: [number, string] = [400, 'this is not an HTTP request']

/** Answers requests that cannot be parsed with a problem document; Node.js itself would send only a status. */
export function answerUnparsed(server: Server): void {
  const answering = new WeakSet<Socket>()
  server.on('request', ({ socket }, response) => {
    answering.add(socket)
    response.once('close', () => answering.delete(socket))
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Nothing can be sent in the middle of another answer.
    if (!socket.writable || answering.has(socket) || error.code === 'ECONNRESET') {
      socket.destroy()
      return
    }
    const [status, detail] = KNOWN[error.code ?? ''] ?? NO_HTTP
    const code = status === 408 ? 'timeout' : 'invalid-input'
    const body = problemOf({ status, code, title: STATUS_CODES[status]!, detail })
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n` +
        `Content-Type: application/problem+json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  })
}
