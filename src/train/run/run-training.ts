import { setImmediate as otherWork } from 'node:timers/promises'
import { AnlamError, throwIfAborted } from '../../errors.js'
import type { Example, Source } from '../material/source.js'
import type { LossBatch, TokenIds, TrainableModel } from '../types.js'
import { GradientSum } from './accumulate.js'
import { AdamW } from './adamw.js'
import { Plan, type PlannedBatch } from './plan.js'
import { addLoss, closePoint, type Metrics, newState, offer, openLosses, type RunState } from './run-state.js'
import { type Identity, SavedRun } from './saved-run.js'
import { rateShare } from './schedule.js'

/** Settings of a run that decide what comes out. */
export interface RunSettings {
  /** Passes over sources of weight 1. */
  epochs: number
  /** Batches of a step. */
  accumulate: number
  /** Highest learning rate. */
  rate: number
  /** Share of the steps over which the rate rises. */
  warmup: number
  weightDecay: number
  maxNorm: number
  seed: number
  /** Evaluations over the run, evenly spaced; the last one is at its end. */
  evaluations: number
  /** Evaluations without a better mean after which it ends early. */
  patience: number
}

export interface RunOptions extends RunSettings {
  model: TrainableModel
  sources: readonly Source[]
  /** Token ids of the texts, by their numbers. */
  tokens: TokenIds
  /** Vector of the teacher for each text of a distillation source, by its number. */
  vectorOf?: (text: number) => Float32Array
  evaluate: (model: TrainableModel) => Promise<Metrics>
  /** Where the run is saved. */
  folder: string
  identity: Identity
  /** Take no further step. */
  finish?: boolean
  /** Seconds between saves; each evaluation saves, too. */
  saveSeconds: number
  signal?: AbortSignal
  /** Called before the first step, with the step after which it goes on: 0 for a new run. */
  onStart?: (step: number, steps: number) => void
  onProgress?: (progress: RunProgress) => void
}

export interface RunProgress {
  step: number
  steps: number
  /** Mean since the last point of the curve, of the source that most steps have. */
  loss: number
  /** Learning rate. */
  rate: number
  textsPerSecond: number
  etaSeconds: number
  /** The evaluation after this step, if there was one. */
  heldOut?: Metrics
}

export interface RunOutcome {
  state: RunState
  steps: number
  stoppedEarly: boolean
}

const LOSS_POINTS = 200

/**
 * Trains a model, and leaves its best weights in it. What comes out depends on model, sources and settings alone, not
 * on where the run was cut off or how often it was saved.
 *
 * @throws AnlamError `cancelled`, after a save; `already-exists` if the folder holds another run; `corrupt-checkpoint`;
 * `invalid-input` if the loss is no number any more
 */
export async function runTraining(options: RunOptions): Promise<RunOutcome> {
  const { model, sources, epochs, seed, accumulate } = options
  const optimiser = new AdamW(model.parameters, options)
  const saved = SavedRun.open(options.folder, options.identity, model.parameters, optimiser)
  const plan = new Plan(sources, epochs, seed)
  const steps = Math.ceil(plan.length / accumulate)
  const state = (await saved.restore()) ?? newState()
  options.onStart?.(state.step, steps)
  plan.skipTo(Math.min(plan.length, state.step * accumulate))

  const evaluateEvery = Math.max(1, Math.ceil(steps / options.evaluations))
  const pointEvery = Math.max(1, Math.ceil(steps / LOSS_POINTS))
  const main = mainSource(sources)
  const isOver = (): boolean =>
    options.finish === true || state.step >= steps || state.stale >= options.patience
  if (state.step === 0 && !isOver()) {
    // What the weights are worth before: a point of the curve, never the best.
    const heldOut = await options.evaluate(model)
    if (Object.keys(heldOut).length > 0) state.heldOut.push({ step: 0, metrics: heldOut })
    options.onProgress?.({
      step: 0,
      steps,
      loss: Number.NaN,
      rate: 0,
      textsPerSecond: 0,
      etaSeconds: 0,
      heldOut,
    })
  }
  const clock = new Clock(state)
  while (!isOver()) {
    const rate = options.rate * rateShare(state.step, steps, Math.round(options.warmup * steps))
    const planned = Array.from({ length: Math.min(accumulate, plan.length - state.step * accumulate) }, () =>
      plan.next(),
    )
    await takeStep(options, optimiser, planned, rate, state)
    state.step++
    const { [main]: loss = Number.NaN } = { ...state.losses.at(-1)?.losses, ...openLosses(state) }
    if (state.step % pointEvery === 0 || state.step === steps) closePoint(state, rate)
    const isEvaluated = state.step % evaluateEvery === 0 || state.step === steps
    let heldOut: Metrics | undefined
    if (isEvaluated) {
      heldOut = await options.evaluate(model)
      const improved = offer(state, heldOut)
      clock.update(state)
      await saved.save(state, improved)
    } else if (clock.sinceSave() > options.saveSeconds && !saved.isBusy) {
      clock.update(state)
      await saved.save(state, false)
    }
    options.onProgress?.({
      ...{ step: state.step, steps, loss, rate },
      ...clock.speed(state, steps),
      ...(heldOut ? { heldOut } : {}),
    })
    // Let saves, progress bars and signals run.
    await otherWork()
    if (options.signal?.aborted && !isOver()) {
      if (!isEvaluated) await saved.save(state, false)
      await saved.finish()
      throwIfAborted(options.signal)
    }
  }
  await saved.finish()
  if (state.best && state.best.step !== state.step) await saved.takeBest(state.best.step)
  return { state, steps, stoppedEarly: state.step < steps }
}

async function takeStep(
  options: RunOptions,
  optimiser: AdamW,
  planned: readonly PlannedBatch[],
  rate: number,
  state: RunState,
): Promise<void> {
  const { model, seed } = options
  const sum = planned.length > 1 ? new GradientSum(model.parameters) : undefined
  for (const [i, batch] of planned.entries()) {
    const { name, strength } = batch.source
    const dropoutSeed = mix(seed, state.step * options.accumulate + i)
    const { loss, gradients } = await model.step(lossBatch(batch, options), dropoutSeed)
    if (!Number.isFinite(loss))
      throw new AnlamError(
        'invalid-input',
        `the loss of step ${state.step + 1} (${name}) is ${loss}: a lower --rate or a longer --warmup may help`,
      )
    addLoss(state, name, loss)
    for (const example of batch.examples) state.texts += textsOf(example)
    if (sum) sum.add(gradients, strength / planned.length)
    else optimiser.step(gradients, rate, strength)
  }
  if (sum) optimiser.step(sum.take(), rate)
}

function lossBatch({ source, examples }: PlannedBatch, { tokens, vectorOf }: RunOptions): LossBatch {
  const side = (pick: (example: Example) => number): TokenIds => examples.map(each => tokens[pick(each)]!)
  const anchors = side(({ a }) => a)
  const { loss } = source
  if (loss === 'masked-language-model') return { loss, anchors }
  if (loss === 'group-contrastive') {
    const groups = examples.map(({ a, b, others = [] }) => [a, b, ...others])
    const negatives = examples.flatMap(({ negative }) => (negative === undefined ? [] : [tokens[negative]!]))
    return {
      loss,
      anchors: groups.flat().map(text => tokens[text]!),
      groups: groups.flatMap((texts, group) => texts.map(() => group)),
      ...(negatives.length > 0 ? { negatives } : {}),
    }
  }
  if (loss === 'distillation') {
    const vectors = examples.map(({ a }) => vectorOf!(a))
    const width = vectors[0]!.length
    const flat = new Float32Array(vectors.length * width)
    vectors.forEach((vector, row) => {
      flat.set(vector, row * width)
    })
    return { loss, anchors, teacher: flat }
  }
  return {
    loss,
    anchors,
    positives: side(({ b }) => b),
    ...(examples[0]?.negative === undefined ? {} : { negatives: side(({ negative }) => negative!) }),
    ...(examples[0]?.score === undefined ? {} : { scores: examples.map(({ score }) => score!) }),
  }
}

function textsOf({ a, b, others = [], negative }: Example): number {
  return (a === b ? 1 : 2) + others.length + (negative === undefined ? 0 : 1)
}

/** Name of the source that most of the steps have. */
function mainSource(sources: readonly Source[]): string {
  const shareOf = ({ weight, size, batchSize }: Source): number => (weight * size) / Math.min(size, batchSize)
  return [...sources].sort((a, b) => shareOf(b) - shareOf(a))[0]!.name
}

/** A seed from two numbers, such that neighbours share nothing (the finaliser of MurmurHash3). */
function mix(seed: number, step: number): number {
  let h = Math.imul(seed ^ Math.imul(step + 1, 0x9e3779b1), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Seconds and speed of a run, and when it was last saved. */
class Clock {
  private readonly started = performance.now()
  private readonly before: { seconds: number; texts: number; step: number }
  private saved = performance.now()

  constructor({ seconds, texts, step }: RunState) {
    this.before = { seconds, texts, step }
  }

  /** Notes the time in a state that is about to be saved. */
  update(state: RunState): void {
    this.saved = performance.now()
    state.seconds = this.before.seconds + (this.saved - this.started) / 1000
  }

  sinceSave(): number {
    return (performance.now() - this.saved) / 1000
  }

  speed(state: RunState, steps: number): Pick<RunProgress, 'textsPerSecond' | 'etaSeconds'> {
    const seconds = (performance.now() - this.started) / 1000
    return {
      textsPerSecond: (state.texts - this.before.texts) / seconds,
      etaSeconds: ((steps - state.step) * seconds) / (state.step - this.before.step),
    }
  }
}
