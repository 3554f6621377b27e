import { readSync, writeSync } from 'node:fs'

/**
 * Writes all bytes: a single write may take fewer, as when a disk fills.
 * @throws the system's error
 */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}

/**
 * Fills a buffer from a file.
 * @throws Error if the file ends before that
 */
export function readAll(file: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(file, bytes, at, bytes.length - at, position + at)
    if (read === 0) throw new Error('a working file has been cut off')
    at += read
  }
}
