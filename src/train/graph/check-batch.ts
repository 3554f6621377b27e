import { AnlamError } from '../../errors.js'
import type { LossBatch, VectorLossBatch } from '../types.js'

/**
 * Checks a batch of a model that learns from vectors.
 * @throws AnlamError `invalid-input` if the batch lacks what its loss needs
 */
export function checkBatch(batch: LossBatch, dimension: number): asserts batch is VectorLossBatch {
  checkTexts(batch)
  if (batch.loss === 'masked-language-model')
    throw new AnlamError(
      'invalid-input',
      'this model learns from vectors, and takes no batch of hidden tokens',
    )
  const { loss, anchors, positives, negatives, scores, teacher, groups } = batch
  const fail = (what: string): AnlamError => new AnlamError('invalid-input', `a batch for ${loss} ${what}`)
  const count = anchors.length
  const paired = loss !== 'distillation' && loss !== 'group-contrastive'
  if (paired && positives?.length !== count) throw fail(`needs a positive for each of its ${count} anchors`)
  if (!paired && positives) throw fail('takes no positives')
  switch (loss) {
    case 'distillation':
      if (teacher?.length !== count * dimension)
        throw fail(`needs a teacher's vector of ${dimension} values for each of its ${count} texts`)
      break
    case 'group-contrastive':
      if (groups?.length !== count) throw fail(`needs a group for each of its ${count} texts`)
      if (new Set(groups).size === count) throw fail('needs a group of two texts or more')
      return
    case 'multiple-negatives':
    case 'multiple-negatives-symmetric':
      if (negatives && negatives.length !== count)
        throw fail(`needs a negative for each of its ${count} anchors, or none`)
      return
    default:
      if (scores?.length !== count) throw fail(`needs a score for each of its ${count} pairs`)
  }
  if (negatives) throw fail('takes no negatives')
}

/** @throws AnlamError `invalid-input` if there are no texts, or one has no tokens */
export function checkTexts(batch: LossBatch): void {
  const { loss, anchors } = batch
  const others = 'positives' in batch || 'negatives' in batch ? [batch.positives, batch.negatives] : []
  if (anchors.length === 0) throw new AnlamError('invalid-input', `a batch for ${loss} has no texts`)
  if ([anchors, ...others].some(texts => texts?.some(ids => ids.length === 0)))
    throw new AnlamError('invalid-input', `a batch for ${loss} has a text without tokens`)
}
