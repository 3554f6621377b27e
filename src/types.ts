/** The types that most rooms share. */

export type Metadata = Record<string, string | number | boolean | null>

/** The fields of a document, not yet checked. */
export interface DocumentFields {
  /** Unique in an index: the `id` field of its row, or `<file>:<line>` for a row without one. */
  id: string
  text: string
  /** Path of the file it came from, as the user named it. */
  source: string
  title?: string
  metadata: Metadata
}

declare const sound: unique symbol

/**
 * One record of a corpus. Only `createDocument` makes one: all of its strings are well-formed Unicode in NFC, without
 * NUL and within bounds.
 */
export type Document = DocumentFields & { readonly [sound]: true }

/** The unit that is embedded and found. */
export interface Passage {
  /** Made by `passageId`; unique in an index. */
  id: string
  documentId: string
  text: string
  /** UTF-16 offsets into the document's text: `text === document.text.slice(start, end)`. */
  start: number
  end: number
}

/** A found passage. */
export interface Hit {
  id: string
  documentId: string
  /** Cosine in [-1, 1]; higher is better. */
  score: number
  text: string
  source: string
  title?: string
  metadata: Metadata
}

/** Row-major vectors: row i is `values.subarray(i * dimension, (i + 1) * dimension)`. */
export interface VectorBatch {
  values: Float32Array
  rows: number
  dimension: number
}

/** Prefixes of texts, by what a text is to a search. */
export interface RolePrompts {
  query: string
  document: string
}

/** Execution providers, by onnxruntime's names. */
export const PROVIDERS = ['cuda', 'webgpu', 'cpu'] as const
/** Where a model runs. */
export type Provider = (typeof PROVIDERS)[number]

/** Number formats of a model's computation. */
export const PRECISIONS = ['fp32', 'fp16', 'int8'] as const
/** A number format of a model's computation. */
export type Precision = (typeof PRECISIONS)[number]

/** What is embedded and found: a whole document, or its paragraphs or sentences. */
export type Unit = 'document' | 'paragraph' | 'sentence'
export const UNITS: readonly Unit[] = ['document', 'paragraph', 'sentence']

/** Receives messages for the user that are not part of the result. */
export interface Reporter {
  /** Called with information, such as a count of skipped rows. */
  note(text: string): void
  /** Called with a warning: something was done differently than requested. */
  warn(text: string): void
  /** Called with what only somebody who looks for the cause of something wants to know. */
  detail?(text: string): void
}

export const SILENT: Reporter = { note: () => undefined, warn: () => undefined }
