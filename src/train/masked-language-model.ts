import { AnlamError } from '../errors.js'
import type { Checkpoint, TransformerModule } from '../model/checkpoint/types.js'
import { checkTexts } from './graph/check-batch.js'
import { Dropout } from './graph/dropout.js'
import { transformerOf } from './graph/encoder.js'
import { EncoderRuns } from './graph/encoder-runs.js'
import { GradientSums } from './graph/gradient-sums.js'
import { packTokens, placeTexts } from './graph/inputs.js'
import { maskFeeds } from './graph/masked-language.js'
import { parametersOf } from './graph/parameters.js'
import type { Recipe } from './graph/program.js'
import { type MaskedText, maskTokens } from './graph/token-masks.js'
import { runOptions, type TrainableOptions } from './trainable-transformer.js'
import type { LossBatch, Parameter, StepResult, TokenIds, TrainableModel } from './types.js'

export interface MaskedLanguageOptions extends Omit<TrainableOptions, 'lora' | 'tokenDropout'> {
  /** Id of the piece that stands for a hidden one. */
  mask: number
}

/**
 * Makes a transformer checkpoint learn from texts alone: it guesses pieces that are hidden from it (Devlin et al. 2018).
 * All of its weights learn, and those of a head that a checkpoint does not have.
 *
 * @throws AnlamError `invalid-input` for a static embedding; `corrupt-checkpoint`
 */
export async function createMaskedLanguageModel(
  checkpoint: Checkpoint,
  options: MaskedLanguageOptions,
): Promise<MaskedLanguageModel> {
  const { layers, hidden } = transformerOf(checkpoint)
  const { seed = 1, dropout = 0 } = options
  const drops = dropout > 0 ? new Dropout(dropout, layers, hidden) : undefined
  return new MaskedLanguageModel({ checkpoint, lora: undefined, seed, dropout: drops }, options)
}

export class MaskedLanguageModel implements TrainableModel {
  readonly parameters: readonly Parameter[]
  readonly dimension: number
  private readonly module: TransformerModule
  private readonly runs: EncoderRuns
  private readonly mask: number

  constructor(
    private readonly recipe: Recipe,
    options: MaskedLanguageOptions,
  ) {
    this.dimension = recipe.checkpoint.dimension
    this.module = transformerOf(recipe.checkpoint)
    this.parameters = parametersOf(recipe, 'guess')
    this.runs = new EncoderRuns(recipe, this.parameters, runOptions(options))
    this.mask = options.mask
  }

  /** The loss is the mean over all hidden pieces of the batch, in nats. */
  async step(batch: LossBatch, seed: number): Promise<StepResult> {
    checkTexts(batch)
    if (batch.loss !== 'masked-language-model')
      throw new AnlamError(
        'invalid-input',
        `this model guesses hidden tokens, and takes no batch for ${batch.loss}`,
      )
    const masked = this.hide(batch.anchors, seed)
    const shown = masked.flatMap(({ text }) => text.ids)
    const sums = new GradientSums(this.module, shown, undefined)
    const loss = await this.guess('masked', masked, seed, sums)
    return { loss, gradients: sums.of(this.parameters) }
  }

  /** The mean loss over hidden pieces of some texts, in nats, without dropout. */
  lossOf(texts: TokenIds, seed: number): Promise<number> {
    return this.guess('guess', this.hide(texts, seed), seed)
  }

  embed(texts: TokenIds): Promise<Float32Array> {
    return this.runs.embed(texts)
  }

  close(): Promise<void> {
    return this.runs.close()
  }

  private hide(texts: TokenIds, seed: number): MaskedText[] {
    const { mask, module } = this
    return maskTokens(placeTexts(texts, module), { mask, vocabulary: module.vocabulary }, ~seed)
  }

  /** The loss is a sum over pieces, so that chunks need to know of each other only how many there are in all. */
  private async guess(
    kind: 'masked' | 'guess',
    masked: readonly MaskedText[],
    seed: number,
    sums?: GradientSums,
  ): Promise<number> {
    const texts = masked.map(({ text }) => text)
    const drawn = (kind === 'masked' && this.recipe.dropout?.draw(texts, seed)) || []
    const hidden = masked.reduce((sum, { places }) => sum + places.length, 0)
    const program = await this.runs.programs.get({ kind })
    let loss = 0
    for (const chunk of this.runs.chunks({ texts, drawn })) {
      const feeds = maskFeeds(
        chunk.rows.map(row => masked[row]!),
        hidden,
      )
      const outputs = await this.runs.run(program, chunk, feeds)
      loss += outputs[program.outputs.loss!]![0]!
      sums?.add(program, outputs, packTokens(chunk.texts))
    }
    return loss
  }
}
