import type { Metadata } from '../../types.js'
import type { Section } from '../sections.js'
import type { LeftOut } from '../types.js'

/** What a file holds that is parsed as a whole. */
export interface WholeDocument {
  title?: string
  /** Of all sections, such as an author. */
  metadata?: Metadata
  sections: Section[]
  /** What stands in no section. */
  leftOut?: LeftOut
  /** What the owner of the file should know, such as pages that are scanned. */
  warnings?: string[]
}
