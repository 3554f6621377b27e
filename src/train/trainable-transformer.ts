import { availableParallelism } from 'node:os'
import { AnlamError } from '../errors.js'
import { planBatches } from '../model/batches.js'
import { readFloats } from '../model/checkpoint/floats.js'
import type { Checkpoint, TransformerModule } from '../model/checkpoint/types.js'
import { type Feeds, free, Session } from '../onnx/session.js'
import type { Provider } from '../types.js'
import { transformerOf } from './graph/encoder.js'
import { POSITIONS, TYPES, WORDS } from './graph/full-weights.js'
import { gridFeeds, packTokens } from './graph/inputs.js'
import { tensorPrefix } from './graph/leaves.js'
import { lossFeeds } from './graph/losses.js'
import { buildProgram, type Program, type Task } from './graph/program.js'
import { TableGradients, wordFeeds } from './graph/tables.js'
import type { Gradient, LossBatch, Parameter, StepResult, TokenIds, TrainableModel } from './types.js'

export interface TrainableOptions {
  /** Execution provider; default cpu. */
  provider?: Provider
  /** Index of the GPU; default 0. */
  deviceId?: number
  /** Threads for onnxruntime; default all. */
  threads?: number
}

/** Tokens of a batch in `embed`, padding included, as for an encoder. */
const EMBED_TOKENS = { cpu: 1024, gpu: 16_384 }

interface Loaded extends Program {
  session: Session
}

/**
 * Makes a transformer checkpoint trainable: reads its weights, and runs losses and gradients as ONNX graphs.
 *
 * @throws AnlamError `invalid-input` for a static embedding; `corrupt-checkpoint`
 */
export async function createTrainableModel(
  checkpoint: Checkpoint,
  options: TrainableOptions = {},
): Promise<TrainableModel> {
  return TrainableTransformer.create(checkpoint, options)
}

class TrainableTransformer implements TrainableModel {
  readonly parameters: readonly Parameter[]
  readonly dimension: number
  private readonly byName: ReadonlyMap<string, Parameter>
  private readonly programs = new Map<string, Promise<Loaded>>()

  private constructor(
    private readonly checkpoint: Checkpoint,
    private readonly module: TransformerModule,
    private readonly options: TrainableOptions,
    parameters: readonly Parameter[],
  ) {
    this.parameters = parameters
    this.dimension = checkpoint.dimension
    this.byName = new Map(parameters.map(parameter => [parameter.name, parameter]))
  }

  static create(checkpoint: Checkpoint, options: TrainableOptions): TrainableModel {
    const module = transformerOf(checkpoint)
    const { leaves } = buildProgram(checkpoint, { kind: 'embed' })
    const parameters = [...tables(module), ...leaves.map(leaf => ({ ...leaf, sparse: false }))]
    return new TrainableTransformer(
      checkpoint,
      module,
      options,
      parameters.map(({ name, shape, decay, sparse, initial }) => ({
        name,
        shape,
        values: initial(),
        decay,
        sparse,
      })),
    )
  }

  async step(batch: LossBatch): Promise<StepResult> {
    checkBatch(batch, this.dimension)
    const texts = [...batch.anchors, ...(batch.positives ?? []), ...(batch.negatives ?? [])]
    const { loss } = batch
    const program = await this.program({ kind: 'step', loss, roles: texts.length / batch.anchors.length })
    const tokens = packTokens(texts, this.module)
    const feeds = { ...this.feeds(program, texts), ...lossFeeds(batch, this.dimension) }
    const names = [program.loss!, program.embedded!, ...program.gradients.values()]
    const outputs = await program.session.runAll<string, Float32Array>(feeds, names)
    const tables = new TableGradients(
      tokens.ids,
      { positions: this.module.maxPositions, types: this.module.typeVocabulary },
      this.module.hidden,
    )
    tables.add(tokens, outputs[program.embedded!]!)
    free(outputs[program.embedded!]!)
    const prefix = tensorPrefix(this.module)
    const ofTables = new Map<string, Gradient>([
      [prefix + WORDS, tables.words],
      [prefix + POSITIONS, tables.positions],
      [prefix + TYPES, tables.types()],
    ])
    return {
      loss: outputs[program.loss!]![0]!,
      gradients: this.parameters.map(
        ({ name }) => ofTables.get(name) ?? { values: outputs[program.gradients.get(name)!]! },
      ),
    }
  }

  async embed(texts: TokenIds): Promise<Float32Array> {
    const program = await this.program({ kind: 'embed' })
    const out = new Float32Array(texts.length * this.dimension)
    const lengths = texts.map(ids => ids.length)
    const budget = EMBED_TOKENS[this.options.provider === 'cpu' ? 'cpu' : 'gpu']
    for (const rows of planBatches(lengths, budget)) {
      const chunk = rows.map(row => texts[row]!)
      const vectors = await program.session.run(this.feeds(program, chunk), program.vectors!)
      rows.forEach((row, i) => {
        out.set(vectors.subarray(i * this.dimension, (i + 1) * this.dimension), row * this.dimension)
      })
      free(vectors)
    }
    return out
  }

  async close(): Promise<void> {
    for (const program of this.programs.values()) await (await program).session.close()
    this.programs.clear()
  }

  /** The inputs of the encoder for texts. */
  private feeds({ leaves }: Program, texts: TokenIds): Feeds {
    const prefix = tensorPrefix(this.module)
    const tables = [prefix + POSITIONS, prefix + TYPES]
    const feeds: Feeds = {
      ...gridFeeds(texts, this.checkpoint, this.module),
      ...wordFeeds(
        packTokens(texts, this.module),
        this.byName.get(prefix + WORDS)!.values,
        this.module.hidden,
      ),
    }
    for (const name of [...tables, ...leaves.map(leaf => leaf.name)]) {
      const { values, shape } = this.byName.get(name)!
      feeds[name] = { data: values, dims: [...shape] }
    }
    return feeds
  }

  private program(task: Task): Promise<Loaded> {
    const key = JSON.stringify(task)
    let loading = this.programs.get(key)
    if (!loading) {
      loading = this.load(task)
      this.programs.set(key, loading)
    }
    return loading
  }

  private async load(task: Task): Promise<Loaded> {
    const { provider = 'cpu', deviceId = 0, threads = availableParallelism() } = this.options
    const program = buildProgram(this.checkpoint, task)
    const session = await Session.create(program.model, {
      provider,
      deviceId,
      threads,
      prepack: false,
      arena: true,
    })
    return { ...program, session }
  }
}

/** The tables as parameters. */
function tables(module: TransformerModule): Omit<Parameter & { initial: () => Float32Array }, 'values'>[] {
  const { vocabulary, maxPositions, typeVocabulary, hidden, weights } = module
  return (
    [
      [WORDS, vocabulary],
      [POSITIONS, maxPositions],
      [TYPES, typeVocabulary],
    ] as const
  ).map(([suffix, rows]) => {
    const name = tensorPrefix(module) + suffix
    const shape = [rows, hidden]
    const location = weights.take(name, shape)
    return { name, shape, decay: true, sparse: suffix === WORDS, initial: () => readFloats(location) }
  })
}

/** @throws AnlamError `invalid-input` if the batch lacks what its loss needs */
function checkBatch(batch: LossBatch, dimension: number): void {
  const { loss, anchors, positives, negatives, scores, teacher } = batch
  const fail = (what: string): AnlamError => new AnlamError('invalid-input', `a batch for ${loss} ${what}`)
  const count = anchors.length
  if (count === 0) throw fail('has no texts')
  if (loss === 'distillation') {
    if (positives || negatives) throw fail('has anchors only')
    if (teacher?.length !== count * dimension)
      throw fail(`needs a teacher's vector of ${dimension} values for each of its ${count} texts`)
  } else if (positives?.length !== count) throw fail(`needs a positive for each of its ${count} anchors`)
  const ranks = loss === 'multiple-negatives' || loss === 'multiple-negatives-symmetric'
  if (negatives && (!ranks || negatives.length !== count))
    throw fail(ranks ? `needs a negative for each of its ${count} anchors, or none` : 'takes no negatives')
  if (!ranks && loss !== 'distillation' && scores?.length !== count)
    throw fail(`needs a score for each of its ${count} pairs`)
  if ([anchors, positives, negatives].some(texts => texts?.some(ids => ids.length === 0)))
    throw fail('has a text without tokens')
}
