/** Loopback addresses, which only this machine can reach. */
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/
/** Characters that cannot be in a host with port, and would end it in a URL. */
const ELSEWHERE = /[\s/@\\?#%*]/

/** Whether only this machine can reach a server bound to this address. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.test(address)
}

/** A host name without its port, in canonical form; undefined if it is not valid. */
export function toHostName(host: string): string | undefined {
  const url = `http://${host}`
  return host !== '' && !ELSEWHERE.test(host) && URL.canParse(url) ? new URL(url).hostname : undefined
}
