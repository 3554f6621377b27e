/** Ways in which two similar texts may claim different things. */
export const FLAGS = ['negation', 'number', 'antonym', 'swap'] as const
export type Flag = (typeof FLAGS)[number]
