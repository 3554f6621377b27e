import { type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { problemOf } from './problem.js'

/** By the codes of Node.js's parser and timers; all else is no HTTP. */
const KNOWN: Record<string, [number, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'the address and the headers together may have 16 KiB'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request came too slowly'],
}
const NO_HTTP: [number, string] = [400, 'this is no HTTP request']

/** Answers what never became a request as a problem, too; Node.js itself would send a status and nothing else. */
export function answerUnparsed(server: Server): void {
  const answering = new WeakSet<Socket>()
  server.on('request', ({ socket }, response) => {
    answering.add(socket)
    response.once('close', () => answering.delete(socket))
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // In the middle of an answer nothing else can be said.
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
