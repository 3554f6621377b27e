import type { ErrorCode } from '../errors.js'

/** Exit code of each error code; 2 is also that of an invalid command line. */
export const EXIT_CODES: Record<ErrorCode, number> = {
  internal: 1,
  'invalid-input': 2,
  'not-found': 3,
  'already-exists': 4,
  'incompatible-index': 5,
  'corrupt-index': 6,
  'corrupt-checkpoint': 7,
  overloaded: 8,
  timeout: 9,
  'storage-full': 10,
  unavailable: 11,
  cancelled: 130,
}
