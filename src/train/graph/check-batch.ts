import { AnlamError } from '../../errors.js'
import type { LossBatch } from '../types.js'

/** @throws AnlamError `invalid-input` if the batch lacks what its loss needs */
export function checkBatch(batch: LossBatch, dimension: number): void {
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
