import { existsSync, readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { type RequestHandler, type Response } from 'express'

/** The web page, as built by `npm run build`: each file, and the same as `FILE.br` and `FILE.gz`. */
const WEB = fileURLToPath(new URL('../../../web', import.meta.url))
const ENCODINGS = { br: '.br', gzip: '.gz' } as const
/** Files whose names have a hash of their content. */
const ASSETS = /^\/assets\//

/**
 * Serves the page. Its assets never change under their names, so browsers keep them; what names them is asked for each
 * time.
 */
export function servePage(folder = WEB): RequestHandler[] {
  if (!existsSync(folder)) return []
  const names = new Set(
    (readdirSync(folder, { recursive: true }) as string[]).map(name => `/${name.replaceAll('\\', '/')}`),
  )
  const compressed: RequestHandler = (request, response, next) => {
    const path = request.path === '/' ? '/index.html' : request.path
    const there = (Object.keys(ENCODINGS) as (keyof typeof ENCODINGS)[]).filter(encoding =>
      names.has(path + ENCODINGS[encoding]),
    )
    if (there.length === 0 || (request.method !== 'GET' && request.method !== 'HEAD')) return next()
    response.vary('Accept-Encoding')
    const encoding = there.find(each => request.acceptsEncodings(each))
    if (!encoding) return next()
    keep(response, path)
    response.type(extname(path)).set('Content-Encoding', encoding)
    const options = { cacheControl: false, acceptRanges: false }
    response.sendFile(join(folder, path + ENCODINGS[encoding]), options, error => {
      if (!error || response.headersSent) return
      // Built anew meanwhile.
      response.removeHeader('Content-Encoding')
      next()
    })
  }
  const plain = express.static(folder, {
    redirect: false,
    cacheControl: false,
    setHeaders: (response: Response, path) => keep(response, path.slice(folder.length).replaceAll('\\', '/')),
  })
  return [compressed, plain]
}

function keep(response: Response, path: string): void {
  response.set('Cache-Control', ASSETS.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
}
