import { closeSync, fdatasyncSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { AnlamError } from '../../../errors.js'

export const HIGH_WATER_FILE = 'acknowledged'

/** Sequence number (8 bytes) and its CRC-32 (4 bytes), little-endian. */
const SLOT_BYTES = 12

/**
 * File with the sequence number of the last acknowledged write, apart from the database. SQLite treats a damaged or
 * missing write-ahead log as unfinished, and silently opens without its writes. This number reveals that: a database
 * behind it has lost acknowledged writes.
 *
 * Two slots are written in turn, so that one of them is always intact.
 */
export class HighWater {
  private constructor(
    private readonly descriptor: number,
    private value: number,
  ) {}

  /** Creates the file with the database's sequence number. */
  static create(directory: string, sequence: number): HighWater {
    const descriptor = openSync(join(directory, HIGH_WATER_FILE), 'w+')
    const file = new HighWater(descriptor, sequence)
    try {
      file.put(sequence)
      file.put(sequence + 1, sequence)
      fsyncSync(descriptor)
    } catch (error) {
      file.close()
      throw error
    }
    return file
  }

  /** @param sequence the file's present value, from `readHighWater` */
  static open(directory: string, sequence: number): HighWater {
    return new HighWater(openSync(join(directory, HIGH_WATER_FILE), 'r+'), sequence)
  }

  /** Durable when it returns. */
  advance(sequence: number): void {
    if (sequence === this.value) return
    this.put(sequence)
    fdatasyncSync(this.descriptor)
    this.value = sequence
  }

  close(): void {
    closeSync(this.descriptor)
  }

  private put(slot: number, sequence = slot): void {
    const bytes = Buffer.alloc(SLOT_BYTES)
    bytes.writeBigUInt64LE(BigInt(sequence))
    bytes.writeUInt32LE(crc32(bytes.subarray(0, 8)), 8)
    writeSync(this.descriptor, bytes, 0, SLOT_BYTES, (slot % 2) * SLOT_BYTES)
  }
}

export interface Acknowledged {
  sequence: number
  /** Both slots are intact; a crash during a write leaves only one intact. */
  whole: boolean
}

/** @throws AnlamError `corrupt-index` if the file is missing or neither slot is intact */
export function readHighWater(directory: string): Acknowledged {
  const path = join(directory, HIGH_WATER_FILE)
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw new AnlamError('corrupt-index', `${path} is missing`, { cause })
  }
  const slots = [0, SLOT_BYTES].flatMap(at => {
    const slot = bytes.subarray(at, at + SLOT_BYTES)
    return slot.length === SLOT_BYTES && crc32(slot.subarray(0, 8)) === slot.readUInt32LE(8)
      ? [Number(slot.readBigUInt64LE())]
      : []
  })
  if (slots.length === 0) throw new AnlamError('corrupt-index', `${path} is damaged`)
  return { sequence: Math.max(...slots), whole: slots.length === 2 && bytes.length === 2 * SLOT_BYTES }
}

/** The error for a database that lacks acknowledged writes. */
export function behind(name: string, writes: number): AnlamError {
  return new AnlamError(
    'corrupt-index',
    `index ${name} lacks ${writes} acknowledged writes: its database is older than it should be, or its write-ahead log ` +
      'is damaged or missing; bring a backup back, or `anlam repair` goes on with what is there',
  )
}
