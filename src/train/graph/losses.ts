import { DataType } from '../../onnx/graph.js'
import type { Feeds } from '../../onnx/session.js'
import { softplus } from '../gradient/activations.js'
import { add, div, mul, scalar, sub } from '../gradient/arithmetic.js'
import { matmul } from '../gradient/products.js'
import { logSumExp, meanRows, normRows, sumAll, sumRows, unitRows } from '../gradient/reductions.js'
import { reshape, slice } from '../gradient/shape.js'
import type { Dim, Tape, Tensor } from '../gradient/tape.js'
import type { VectorLoss, VectorLossBatch } from '../types.js'

/** Which graph a batch needs. */
export interface LossShape {
  loss: VectorLoss
  /** Texts of each example: 1 where there are anchors only or groups, 3 with hard negatives, otherwise 2. */
  roles: number
}

export function shapeOf({ loss, positives, negatives }: VectorLossBatch): LossShape {
  return { loss, roles: loss === 'group-contrastive' ? 1 : 1 + Number(!!positives) + Number(!!negatives) }
}

const DEFAULT_SCALE = 20
const DEFAULT_GROUP_SCALE = 16
/** Added to what must not count in a log-sum-exp. */
const VANISHING = -1e30
/** Norm of the centred cosines below which they count as equal, since their differences are rounding. */
const LEAST_SPREAD = 1e-6

/**
 * Writes a loss over vectors. They are those of all anchors, then of all positives, then of all negatives. All inputs
 * come from `lossFeeds`.
 *
 * Definitions are those of sentence-transformers: CosineSimilarityLoss, MultipleNegativesRankingLoss,
 * MultipleNegativesSymmetricRankingLoss, CoSENTLoss and MSELoss. `correlation` is 1 - Pearson's correlation of cosines
 * and scores, which asks for no cosine in particular. `group-contrastive` is the mean cross-entropy, over all ordered
 * pairs of texts of one group, of finding the second from the first among all texts that are not of this group.
 *
 * @param vectors [roles × examples, dimension]
 * @returns the loss, of no axes
 */
export function buildLoss(t: Tape, { loss, roles }: LossShape, vectors: Tensor): Tensor {
  const dimension = vectors.shape[1]!
  const input = (name: string, ...shape: Dim[]): Tensor =>
    t.constant(t.graph.input(name, DataType.FLOAT, shape), shape)
  if (loss === 'distillation') {
    const off = sub(t, vectors, input('teacher', 'batch', dimension))
    return mul(t, sumOfSquares(t, off), input('share'))
  }
  if (loss === 'group-contrastive') {
    const square = (name: string): Tensor => input(name, 'batch', 'others')
    return groupContrastive(t, vectors, {
      scale: input('scale'),
      bias: square('other_bias'),
      shares: square('pair_shares'),
    })
  }
  const stacked = reshape(t, unitRows(t, vectors), [roles, 'examples', dimension])
  const sides = (from: number, to: number): Tensor =>
    reshape(t, slice(t, stacked, 0, from, to), [to - from === 1 ? 'examples' : 'candidates', dimension])
  const [anchors, positives] = [sides(0, 1), sides(1, 2)]
  const cosines = sumRows(t, mul(t, anchors, positives))
  switch (loss) {
    case 'cosine-similarity': {
      const off = sub(t, cosines, input('scores', 'examples', 1))
      return mul(t, sumOfSquares(t, off), input('share'))
    }
    case 'correlation':
      return correlation(t, cosines, input('targets', 1, 'examples'))
    case 'cosent':
      return cosent(t, mul(t, cosines, input('scale')), input('pair_bias', 'examples', 'examples'))
    case 'multiple-negatives':
    case 'multiple-negatives-symmetric': {
      const [scale, share] = [input('scale'), input('share')]
      const scaled = mul(t, anchors, scale)
      const own = mul(t, cosines, scale)
      const candidates = roles === 2 ? positives : sides(1, roles)
      const forth = sumAll(t, sub(t, logSumExp(t, matmul(t, scaled, candidates, { transB: true })), own))
      if (loss === 'multiple-negatives') return mul(t, forth, share)
      const back = sumAll(t, sub(t, logSumExp(t, matmul(t, positives, scaled, { transB: true })), own))
      return mul(t, add(t, forth, back), mul(t, share, scalar(t, 0.5)))
    }
  }
}

function sumOfSquares(t: Tape, x: Tensor): Tensor {
  return sumAll(t, mul(t, x, x))
}

/** @param targets scores with mean 0 and norm 1, [1, examples] */
function correlation(t: Tape, cosines: Tensor, targets: Tensor): Tensor {
  const row = reshape(t, cosines, [1, 'examples'])
  const centred = sub(t, row, meanRows(t, row))
  const unit = div(t, centred, normRows(t, centred, LEAST_SPREAD))
  return sub(t, scalar(t, 1), sumAll(t, mul(t, unit, targets)))
}

/** @param bias [examples, examples]: 0 where row i has a lower score than column j, and in one place of the diagonal */
function cosent(t: Tape, scaled: Tensor, bias: Tensor): Tensor {
  const differences = sub(t, scaled, reshape(t, scaled, [1, 'examples']))
  const all = reshape(t, add(t, differences, bias), [1, 'pairs'])
  return sumAll(t, logSumExp(t, all))
}

/**
 * The cross-entropy of one candidate beside others is softplus(logsumexp(others) - own), so that one sum over others
 * serves all texts of a group.
 * @param bias [batch, batch]: 0 where the column is no text of the row's group, otherwise little enough to vanish
 * @param shares [batch, batch]: weights of pairs, which add up to 1
 */
function groupContrastive(
  t: Tape,
  vectors: Tensor,
  { scale, bias, shares }: { scale: Tensor; bias: Tensor; shares: Tensor },
): Tensor {
  const unit = unitRows(t, vectors)
  const columns = { ...unit, shape: ['others', unit.shape[1]!] }
  const scores = matmul(t, mul(t, unit, scale), columns, { transB: true })
  const others = logSumExp(t, add(t, scores, bias))
  return sumAll(t, mul(t, softplus(t, sub(t, others, scores)), shares))
}

/** The inputs of `buildLoss` for a batch. */
export function lossFeeds(batch: VectorLossBatch, dimension: number): Feeds {
  const examples = batch.anchors.length
  const scores = batch.scores ?? []
  const scale = number(batch.scale ?? DEFAULT_SCALE)
  switch (batch.loss) {
    case 'distillation':
      return {
        teacher: { data: batch.teacher!, dims: [examples, dimension] },
        share: number(1 / (examples * dimension)),
      }
    case 'cosine-similarity':
      return {
        scores: { data: Float32Array.from(scores), dims: [examples, 1] },
        share: number(1 / examples),
      }
    case 'correlation':
      return { targets: { data: standardised(scores), dims: [1, examples] } }
    case 'cosent':
      return { scale, pair_bias: { data: pairBias(scores), dims: [examples, examples] } }
    case 'group-contrastive':
      return groupFeeds(batch)
    case 'multiple-negatives':
    case 'multiple-negatives-symmetric':
      return { scale, share: number(1 / examples) }
  }
}

function number(value: number): Feeds[string] {
  return { data: Float32Array.of(value), dims: [] }
}

function groupFeeds({
  anchors,
  negatives = [],
  groups = [],
  scale = DEFAULT_GROUP_SCALE,
}: VectorLossBatch): Feeds {
  const count = anchors.length + negatives.length
  const bias = new Float32Array(count * count)
  const shares = new Float32Array(count * count)
  const pairs: number[] = []
  groups.forEach((group, i) => {
    groups.forEach((other, j) => {
      if (group !== other) return
      bias[i * count + j] = VANISHING
      if (i !== j) pairs.push(i * count + j)
    })
  })
  for (const at of pairs) shares[at] = 1 / pairs.length
  const dims = [count, count]
  return {
    scale: number(scale),
    other_bias: { data: bias, dims },
    pair_shares: { data: shares, dims },
  }
}

/** Scores with mean 0 and norm 1; zeros, which give no gradient, if all are equal. */
function standardised(scores: readonly number[]): Float32Array {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const norm = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0))
  return Float32Array.from(scores, score => (norm > 0 ? (score - mean) / norm : 0))
}

/** CoSENT's sum has a 1 beside the pairs: the exponential of a difference that is always 0, such as the first one. */
function pairBias(scores: readonly number[]): Float32Array {
  const bias = new Float32Array(scores.length ** 2).fill(VANISHING)
  scores.forEach((low, i) => {
    scores.forEach((high, j) => {
      if (low < high) bias[i * scores.length + j] = 0
    })
  })
  bias[0] = 0
  return bias
}
