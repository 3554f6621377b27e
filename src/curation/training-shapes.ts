/** Shapes of training data, with the column names of sentence-transformers. */
export const TRAINING_SHAPES = ['pairs', 'triplets'] as const
export type TrainingShape = (typeof TRAINING_SHAPES)[number]
