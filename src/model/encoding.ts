import { createHash } from 'node:crypto'
import { AnlamError } from '../errors.js'
import type { RolePrompts } from '../types.js'
import type { Checkpoint } from './checkpoint/types.js'
import { formerPrompts, type Prompts, promptsOf } from './prompts.js'

/** What, beside a checkpoint's files, decides about vectors. */
export interface Encoding {
  prompts: Prompts
  /** Dimensions kept: vectors are cut to it and scaled to unit length again. */
  dimension: number
  /** Dimensions of the model. */
  fullDimension: number
  /** Hex SHA-256 of the checkpoint and of the above. */
  fingerprint: string
}

/** What the user wants of an encoding; the rest is the model's own. */
export interface EncodingRequest {
  prompts?: Partial<RolePrompts>
  dimension?: number
}

/** What an index says about the encoding that it was made with. Prompts are absent if no version of roles made it. */
export interface RecordedEncoding {
  fingerprint: string
  dimension: number
  prompts?: RolePrompts | undefined
}

/**
 * The encoding of a checkpoint.
 * @throws AnlamError `invalid-input` if the model has fewer dimensions than asked for
 */
export function encodingOf(checkpoint: Checkpoint, model: string, request: EncodingRequest = {}): Encoding {
  return withIdentity(
    checkpoint,
    promptsOf(checkpoint, model, request.prompts),
    request.dimension ?? checkpoint.keptDimension,
  )
}

/**
 * The encoding with which an index can be searched: what the user asks for, and for the rest what the index says, as
 * far as this is what made it. If it is not (the model has changed), that of the model.
 */
export function encodingFor(
  checkpoint: Checkpoint,
  model: string,
  index: RecordedEncoding,
  request: EncodingRequest = {},
): Encoding {
  const { query, document } = request.prompts ?? {}
  const former = formerPrompts(checkpoint)
  if (query !== undefined || document !== undefined || request.dimension !== undefined)
    return encodingOf(checkpoint, model, {
      prompts: { ...(index.prompts ?? former), ...request.prompts },
      dimension: request.dimension ?? Math.min(index.dimension, checkpoint.dimension),
    })
  if (index.dimension > checkpoint.dimension) return encodingOf(checkpoint, model)
  const prompts = index.prompts ? promptsOf(checkpoint, model, index.prompts) : former
  const made = withIdentity(checkpoint, prompts, index.dimension)
  return made.fingerprint === index.fingerprint ? made : encodingOf(checkpoint, model)
}

function withIdentity(checkpoint: Checkpoint, prompts: Prompts, dimension: number): Encoding {
  if (dimension > checkpoint.dimension)
    throw new AnlamError(
      'invalid-input',
      `${checkpoint.directory} has ${checkpoint.dimension} dimensions, not ${dimension}`,
    )
  const fullDimension = checkpoint.dimension
  const former = formerPrompts(checkpoint)
  const asBefore = (['query', 'document', 'symmetric'] as const).every(role => prompts[role] === former[role])
  if (asBefore && dimension === checkpoint.dimension)
    return { prompts, dimension, fullDimension, fingerprint: checkpoint.fingerprint }
  const { query, document, symmetric } = prompts
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([checkpoint.fingerprint, query, document, symmetric, dimension]))
    .digest('hex')
  return { prompts, dimension, fullDimension, fingerprint }
}
