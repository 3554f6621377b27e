/**
 * `duplicate`: the same text except for white space. `near-copy`: mostly the same words. `paraphrase`: the same
 * meaning in other words.
 */
export const KINDS = ['duplicate', 'near-copy', 'paraphrase'] as const
export type Kind = (typeof KINDS)[number]
