/** By meaning, by wording, or by both. */
export const MODES = ['semantic', 'lexical', 'hybrid'] as const
/** What is searched by. */
export type Mode = (typeof MODES)[number]
