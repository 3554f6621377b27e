import type { Database } from '../../../basics/sqlite.js'
import type { Metadata } from '../../../types.js'
import { matches } from '../../filter.js'
import type { Filter } from '../../types.js'

/** Selects the labels of passages whose document matches the bound filter. */
export const MATCHING_LABELS = `SELECT p.label FROM passages AS p JOIN documents AS d ON d.id = p.document_id
  WHERE metadata_matches(d.metadata, ?)`

/** Defines `metadata_matches` in SQL by `matches`, so that filters are defined once. */
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
