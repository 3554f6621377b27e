/** A tensor that training changes, in float32. */
export interface Parameter {
  /** Its name in the checkpoint; adapters append `.lora_A` or `.lora_B`. */
  name: string
  shape: readonly number[]
  /** Row-major. The optimiser writes here in place; the next step reads it. */
  values: Float32Array
  /** Whether weight decay applies: not to biases, nor to the weights of a layer norm. */
  decay: boolean
  /** A table of which a step reads only some rows. */
  sparse: boolean
}

export interface Gradient {
  /** Rows that the step read, ascending; only for a sparse parameter. `values` then holds these rows alone. */
  rows?: Int32Array
  values: Float32Array
}

/** Losses over the vectors of texts. */
export type VectorLoss =
  | 'cosine-similarity'
  | 'multiple-negatives'
  | 'multiple-negatives-symmetric'
  | 'cosent'
  | 'correlation'
  | 'distillation'
  | 'group-contrastive'
export type LossName = VectorLoss | 'masked-language-model'

/** Token ids of texts, special tokens included. No text is empty. */
export type TokenIds = readonly (readonly number[])[]

/** What one step learns from. */
export type LossBatch = VectorLossBatch | { loss: 'masked-language-model'; anchors: TokenIds }

export interface VectorLossBatch {
  loss: VectorLoss
  anchors: TokenIds
  /** As many as anchors; absent for distillation and group-contrastive, whose texts are all anchors. */
  positives?: TokenIds
  /**
   * One hard negative for each anchor (or none at all), for the multiple-negatives losses. For group-contrastive, any
   * number of texts that belong to no group.
   */
  negatives?: TokenIds
  /** Group of each anchor, for group-contrastive. Texts of one group mean the same. */
  groups?: readonly number[]
  /** Similarity of each pair, for cosine-similarity (0 to 1), cosent and correlation (any scale). */
  scores?: readonly number[]
  /** Vectors of a teacher, row-major [anchors, dimension], for distillation. */
  teacher?: Float32Array
  /** Inverse temperature of multiple-negatives and cosent, default 20, and of group-contrastive, default 16. */
  scale?: number
}

export interface StepResult {
  loss: number
  /** One for each parameter, in their order. */
  gradients: readonly Gradient[]
}

/** A model whose loss can be differentiated. */
export interface TrainableModel {
  readonly parameters: readonly Parameter[]
  readonly dimension: number
  /** @param dropoutSeed seed of what is random in this step; equal seeds give equal masks */
  step(batch: LossBatch, dropoutSeed: number): Promise<StepResult>
  /** @returns vectors without dropout, row-major [texts, dimension], as the model's modules leave them */
  embed(texts: TokenIds): Promise<Float32Array>
  close(): Promise<void>
}
