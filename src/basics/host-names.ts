/** Addresses that only this machine can reach. */
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/
/** What cannot be in a host and its port, and would end them in a URL. */
const ELSEWHERE = /[\s/@\\?#%*]/

/** Whether only programs of this machine reach a server that is bound there. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.test(address)
}

/** A host without its port, in the one form that equal ones have; undefined if it is none. */
export function toHostName(host: string): string | undefined {
  const url = `http://${host}`
  return host !== '' && !ELSEWHERE.test(host) && URL.canParse(url) ? new URL(url).hostname : undefined
}
