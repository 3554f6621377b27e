/**
 * `duplicate`: the same text except for white space. `near-copy`: mostly the same words. `paraphrase`: the same
 * meaning in other words. `related`: near, but not near enough for a paraphrase, flagged, or taken for another claim.
 */
export const KINDS = ['duplicate', 'near-copy', 'paraphrase', 'related'] as const
/** What a pair is to each other: `duplicate`, `near-copy`, `paraphrase` or `related`. */
export type Kind = (typeof KINDS)[number]
