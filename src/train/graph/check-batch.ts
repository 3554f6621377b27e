import { AnlamError } from '../../errors.js'
import type { LossBatch } from '../types.js'

/** @throws AnlamError `invalid-input` if the batch lacks what its loss needs */
export function checkBatch(batch: LossBatch, dimension: number): void {
  const { loss, anchors, positives, negatives, scores, teacher, groups } = batch
  const fail = (what: string): AnlamError => new AnlamError('invalid-input', `a batch for ${loss} ${what}`)
  const count = anchors.length
  if (count === 0) throw fail('has no texts')
  if ([anchors, positives, negatives].some(texts => texts?.some(ids => ids.length === 0)))
    throw fail('has a text without tokens')
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
