import { AnlamError } from '../../errors.js'

/** A hub model at a revision. */
export interface HubModel {
  /** `org/name`. */
  name: string
  /** Branch, tag or commit. */
  revision: string
}

const HUB_ID = /^([A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95})(?:@([\w./-]{1,255}))?$/
export const COMMIT = /^[0-9a-f]{40}$/

/** @returns undefined unless the text has the form `org/name[@revision]` */
export function parseHubId(id: string): HubModel | undefined {
  const match = HUB_ID.exec(id)
  if (!match || id.includes('..')) return undefined
  return { name: match[1]!, revision: match[2] ?? 'main' }
}

/** @throws AnlamError `invalid-input` */
export function requireHubId(id: string): HubModel {
  const model = parseHubId(id)
  if (model) return model
  throw new AnlamError(
    'invalid-input',
    `${JSON.stringify(id)} is not a model of the hub: write org/name or org/name@revision`,
  )
}
