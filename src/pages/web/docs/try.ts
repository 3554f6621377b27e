import 'swagger-ui-dist/swagger-ui.css'
import './try.css'
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js'
import { AnlamClient } from '../../../client/client.js'

/** As the page keeps it for this tab. */
const KEY = 'anlam-key'
/** The server's own place, under whichever path of a proxy. */
const SERVER = new URL('..', document.baseURI).href

interface Operation {
  parameters?: { name: string; example?: string }[]
  requestBody?: { content: Record<string, { example?: { index?: string } }> }
}
interface Spec {
  servers: { url: string }[]
  paths: Record<string, Record<string, Operation>>
}

const key = sessionStorage.getItem(KEY)
const client = new AnlamClient({ url: SERVER, ...(key ? { key } : {}) })
const [spec, [index]] = await Promise.all([
  fetch(new URL('openapi.json', SERVER)).then(answer => answer.json() as Promise<Spec>),
  // Without a key, or an index, the examples name one that may not be there.
  client.indexes().catch(() => []),
])
spec.servers = [{ url: SERVER.slice(0, -1) }]
if (index)
  for (const operation of Object.values(spec.paths).flatMap(methods => Object.values(methods)))
    nameIndex(operation, index.name)
const ui = SwaggerUI({
  spec,
  domNode: document.getElementById('api'),
  deepLinking: true,
  tryItOutEnabled: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: -1,
  // Nothing is sent to anybody else, such as a service that validates documents.
  validatorUrl: null,
  onComplete: () => {
    if (key) ui.preauthorizeApiKey('key', key)
  },
})

/** Puts an index that there is into the examples. */
function nameIndex({ parameters = [], requestBody }: Operation, name: string): void {
  for (const parameter of parameters) if (parameter.name === 'index') parameter.example = name
  for (const { example } of Object.values(requestBody?.content ?? {}))
    if (typeof example === 'object' && example.index !== undefined) example.index = name
}
