import type { Response } from 'express'

/** Writes a piece of an answer, and waits while the client reads too slowly (back-pressure). */
export async function writePiece(response: Response, piece: string | Uint8Array): Promise<void> {
  if (response.write(piece) || response.destroyed) return
  await new Promise<void>(resolve => {
    const goOn = (): void => {
      response.off('drain', goOn).off('close', goOn)
      resolve()
    }
    response.on('drain', goOn).on('close', goOn)
  })
}
