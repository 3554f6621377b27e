/** Ways in which two similar texts may claim different things. */
export const FLAGS = ['negation', 'number', 'antonym', 'swap'] as const
/** A way in which two similar texts may claim different things. */
export type Flag = (typeof FLAGS)[number]
