import { constants, crc32, deflateRawSync } from 'node:zlib'

const MEBIBYTE = Buffer.alloc(1 << 20)
/** Ends at a byte, so that it can be repeated. */
const PACKED = deflateRawSync(MEBIBYTE, { finishFlush: constants.Z_SYNC_FLUSH })
/** The last block, which is empty. */
const END = Buffer.from([3, 0])
const LOCAL = 30
const CENTRAL = 46

/** A `.zip` archive of files of zeros that unpack to so many MiB each; made in no time. */
export function zipBomb(files: Record<string, number>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [file, size] of Object.entries(files)) {
    const name = Buffer.from(file)
    const data = Buffer.concat([...Array<Buffer>(size).fill(PACKED), END])
    let sum = 0
    for (let i = 0; i < size; i++) sum = crc32(MEBIBYTE, sum)
    const local = Buffer.alloc(LOCAL)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(20, 4)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(sum, 14)
    local.writeUInt32LE(data.length, 18)
    local.writeUInt32LE(size << 20, 22)
    local.writeUInt16LE(name.length, 26)
    const central = Buffer.alloc(CENTRAL)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(20, 4)
    // Version, method, checksum, sizes and length of the name are those of the local header.
    local.copy(central, 6, 4, 28)
    central.writeUInt32LE(at, 42)
    directory.push(central, name)
    parts.push(local, name, data)
    at += LOCAL + name.length + data.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(directory.length / 2, 8)
  end.writeUInt16LE(directory.length / 2, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, listed, end])
}
