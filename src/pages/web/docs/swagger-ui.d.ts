/** What is used of it; the package has no types. */
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  interface Options {
    spec: unknown
    domNode: HTMLElement | null
    deepLinking: boolean
    tryItOutEnabled: boolean
    docExpansion: 'none'
    defaultModelsExpandDepth: number
    validatorUrl: null
    onComplete: () => void
  }
  export default function SwaggerUI(options: Options): {
    preauthorizeApiKey(scheme: string, key: string): void
  }
}
