/** Bytes, unpacked, of a document that has to be read at once. */
export const MAX_WHOLE_BYTES = 256 << 20

/** @throws Error if there are more than allowed; no more are read then */
export async function wholeBytes(chunks: AsyncIterable<Buffer>, allowed = MAX_WHOLE_BYTES): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of chunks) {
    size += piece.length
    if (size > allowed)
      throw new Error(`it is larger than ${MAX_WHOLE_BYTES >> 20} MiB, and has to be read at once`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
