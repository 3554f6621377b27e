/** Upper bounds of input, shared by files, HTTP and the library. */

/** UTF-8 bytes of a document's id. */
export const MAX_ID_BYTES = 512
/** UTF-8 bytes of a passage's id: a document's id, `#` and a number. */
export const MAX_PASSAGE_ID_BYTES = MAX_ID_BYTES + 16
/** Characters of a title. */
export const MAX_TITLE = 10_000
/** UTF-8 bytes of a document's metadata, as JSON. */
export const MAX_METADATA_BYTES = 64 << 10
/** Characters of a document's text in a file, and of a line: a longer one is taken for a file without line ends. */
export const MAX_TEXT = 64 << 20
/** Characters of a document's text over HTTP, where many are written at a time. */
export const MAX_TEXT_OVER_HTTP = 1_000_000
/** Bytes of a line over HTTP: room for such a text, fully escaped, and its metadata. */
export const MAX_LINE_OVER_HTTP = 8 << 20
/** Conditions of a filter, and characters of a key or a value in it. */
export const MAX_FILTER_KEYS = 64
export const MAX_FILTER_STRING = 1024
