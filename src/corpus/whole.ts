/** Limit, after decompression, of a document that is read into memory as a whole. */
export const MAX_WHOLE_BYTES = 256 << 20

/**
 * Concatenates chunks.
 * @throws Error if they exceed `allowed` bytes; reading stops there
 */
export async function wholeBytes(chunks: AsyncIterable<Buffer>, allowed = MAX_WHOLE_BYTES): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of chunks) {
    size += piece.length
    if (size > allowed)
      throw new Error(`it is larger than ${MAX_WHOLE_BYTES >> 20} MiB, and must be read into memory at once`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
