/**
 * How rows become losses: `default` by their shape; `all-texts` too, but of groups all texts at once rather than a pair;
 * `cosine-similarity` as regression of cosines on 0 to 1.
 */
export const RECIPES = ['default', 'all-texts', 'cosine-similarity'] as const
export type Recipe = (typeof RECIPES)[number]

/** Types of the weights that are written. */
export const WEIGHT_TYPES = ['f32', 'f16'] as const
export type WeightType = (typeof WEIGHT_TYPES)[number]
