/** Ways in which two texts may sound alike and claim different things. */
export const FLAGS = ['negation', 'number', 'antonym', 'swap'] as const
export type Flag = (typeof FLAGS)[number]
