import type { Database } from '../../../basics/sqlite.js'
import type { Metadata } from '../../../types.js'
import { matches } from '../../filter.js'
import type { Filter } from '../../types.js'

/** Labels of the passages whose document fulfils the filter that is bound. */
export const MATCHING_LABELS = `SELECT p.label FROM passages AS p JOIN documents AS d ON d.id = p.document_id
  WHERE metadata_matches(d.metadata, ?)`

/** Gives SQL the one definition of what a filter means. */
export function defineMatching(database: Database): void {
  let known = ''
  let filter: Filter = {}
  database.function('metadata_matches', { deterministic: true }, (metadata, json) => {
    if (json !== known) {
      known = String(json)
      filter = JSON.parse(known) as Filter
    }
    return matches(JSON.parse(String(metadata)) as Metadata, filter) ? 1 : 0
  })
}
