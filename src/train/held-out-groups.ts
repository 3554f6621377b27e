import { createHash } from 'node:crypto'
import { stemsOf } from '../evaluation/wording.js'

/** Of 256 values of a byte: about one group in twenty. */
const HELD_OUT = 13

/**
 * Whether a paraphrase group is kept for evaluation, and so may not be trained on. Groups whose subtopics have the same
 * words (by their first five letters, in any order) are kept or trained on together, whatever their topics are. One without a subtopic is not kept.
 */
export function isHeldOutGroup({ subtopic }: { subtopic?: string | undefined }): boolean {
  if (subtopic === undefined) return false
  return createHash('sha1').update(subjectOf(subtopic)).digest()[0]! < HELD_OUT
}

/** What subtopics of the same words have in common. */
export function subjectOf(subtopic: string): string {
  return [...stemsOf(subtopic)].sort().join(' ')
}
