import { AnlamError } from '../errors.js'

/** Says of a file that reading it failed. */
export function describeDamage(error: unknown): string {
  if (error instanceof AnlamError) return error.message
  const reason = (error as Error).message.split('\n')[0]
  return `the file cannot be read: it is damaged, or not what its name says (${reason})`
}

/** Whether an error means damaged data, rather than a failure to get at the file. */
export function isDamage(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === undefined || code.startsWith('Z_') || code.startsWith('ERR_')
}
