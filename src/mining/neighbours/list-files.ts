import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf } from '../../basics/bytes.js'
import { readAll, replaceFile } from '../../basics/files.js'
import type { NeighbourLists } from './types.js'

/** Lists of a range of rows, and the progress when they were written. */
export interface Saved {
  pass: number
  /** Number of block products included in the lists. */
  task: number
  lists: NeighbourLists
}

const HEADER = 5

/** Lists of a finished pass. */
export function passFile(folder: string, pass: number): string {
  return join(folder, `pass-${pass}.lists`)
}

/** Lists of the current pass, and its progress. In one file, so that they always agree. */
export function partialFile(folder: string): string {
  return join(folder, 'partial.lists')
}

/** Writes lists atomically: to a temporary file, which is renamed. */
export function writeLists(path: string, { pass, task, lists }: Saved): void {
  const { start, sizes, partners, scores } = lists
  const header = Uint32Array.of(pass, task, start, sizes.length, scores.length)
  replaceFile(path, [header, sizes, partners, scores].map(bytesOf))
}

/** @returns undefined if the file does not exist */
export function readLists(path: string): Saved | undefined {
  if (!existsSync(path)) return undefined
  const file = openSync(path, 'r')
  try {
    const header = new Uint32Array(HEADER)
    readAll(file, bytesOf(header), 0)
    const [pass, task, start, rows, total] = header as unknown as [number, number, number, number, number]
    const sizes = new Uint32Array(rows)
    const partners = new Uint32Array(total)
    const scores = new Float32Array(total)
    let position = header.byteLength
    for (const part of [sizes, partners, scores]) {
      readAll(file, bytesOf(part), position)
      position += part.byteLength
    }
    return { pass, task, lists: { start, sizes, partners, scores } }
  } finally {
    closeSync(file)
  }
}
