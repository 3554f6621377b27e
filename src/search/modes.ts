/** By meaning, by wording, or by both. */
export const MODES = ['semantic', 'lexical', 'hybrid'] as const
export type Mode = (typeof MODES)[number]
