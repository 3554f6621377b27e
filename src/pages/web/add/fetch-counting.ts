/**
 * A `fetch` that says how many bytes of the body have been sent, which that of browsers does not: only their
 * `XMLHttpRequest` does. Its answer arrives as it is read, like that of `fetch`.
 */
export function fetchCounting(onSent: (bytes: number) => void): typeof fetch {
  return (input, { method = 'GET', headers = {}, body = null, signal } = {}) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      let answer: ReadableStreamDefaultController<Uint8Array> | undefined
      let read = 0
      const encoder = new TextEncoder()
      const fail = (): void => {
        const error = signal?.aborted ? (signal.reason as Error) : new TypeError('the connection broke off')
        answer?.error(error)
        reject(error)
      }
      const take = (): void => {
        const { responseText } = request
        if (responseText.length > read) answer?.enqueue(encoder.encode(responseText.slice(read)))
        read = responseText.length
      }
      request.open(method, String(input))
      for (const [name, value] of new Headers(headers)) request.setRequestHeader(name, value)
      request.upload.onprogress = ({ loaded }) => onSent(loaded)
      request.onreadystatechange = () => {
        if (request.readyState !== XMLHttpRequest.HEADERS_RECEIVED) return
        const stream = new ReadableStream<Uint8Array>({
          start: controller => {
            answer = controller
          },
        })
        const { status, statusText } = request
        resolve(new Response(stream, { status, statusText }))
      }
      request.onprogress = take
      request.onload = () => {
        take()
        answer?.close()
      }
      request.onerror = fail
      request.onabort = fail
      signal?.addEventListener('abort', () => request.abort(), { once: true })
      request.send(body as XMLHttpRequestBodyInit | null)
    })
}
