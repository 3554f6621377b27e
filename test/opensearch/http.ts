import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'

/** How to get in. */
export interface Access {
  /** PEM of the server's authority, for an https URL. */
  ca?: string
  username?: string
  password?: string
}

export interface Answer {
  status: number
  text: string
}

/** Sends a request of a test; `fetch` cannot be told which authority to trust. @param body an object, or NDJSON */
export function send(
  method: string,
  url: string,
  body?: unknown,
  { ca, username, password }: Access = {},
): Promise<Answer> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const type = typeof body === 'string' ? 'application/x-ndjson' : 'application/json'
  const options = {
    method,
    agent: false,
    ...(ca === undefined ? {} : { ca }),
    ...(username === undefined ? {} : { auth: `${username}:${password}` }),
    ...(text === undefined
      ? {}
      : { headers: { 'content-type': type, 'content-length': Buffer.byteLength(text) } }),
  }
  return new Promise((resolve, reject) => {
    const sent = (url.startsWith('https:') ? overHttps : overHttp)(url, options, answer => {
      let found = ''
      answer.setEncoding('utf8')
      answer.on('data', chunk => (found += chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: found }))
      answer.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(text)
  })
}
