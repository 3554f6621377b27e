/** Why a row or a file is left out; each is said in whichever language its reader has. */
export const SKIP_REASONS = [
  'empty',
  'not-json',
  'duplicate',
  'without-text',
  'too-long',
  'quotes',
  'damaged',
  'unread',
  'invalid',
] as const
export type SkipReason = (typeof SKIP_REASONS)[number]

/** A row that is left out of a file. */
export interface SkippedRow {
  /** 1-based; 0 for the whole file. */
  line: number
  reason: SkipReason
}
