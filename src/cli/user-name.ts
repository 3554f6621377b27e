import { userInfo } from 'node:os'

/** Who runs this command: what a decision is signed with. Containers run as users that the system has no name for. */
export function userName(): string {
  try {
    return userInfo().username
  } catch {
    return process.getuid ? `uid ${process.getuid()}` : 'unknown'
  }
}
