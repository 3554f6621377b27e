import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../../../src/basics/random.js'

const PAGE = 4096

/**
 * What may be left of a folder after power loss. File systems guarantee only what was synced; any part of the rest may
 * have reached the disk. `names`: nothing else has, not even file names. `contents`: renames and removals have,
 * contents have not. `pages`: a random part of the written pages has.
 */
export const POWER_LOSSES = ['names', 'contents', 'pages'] as const
export type PowerLoss = (typeof POWER_LOSSES)[number]

/** Treats the present content of a folder as durable, before a run starts. */
export function keepAll(folder: string, shadow: string): void {
  rmSync(shadow, { recursive: true, force: true })
  mkdirSync(shadow)
  if (!existsSync(folder)) return
  const names = inodes(folder)
  for (const [inode, name] of names) copyFileSync(join(folder, name), join(shadow, inode))
  writeFileSync(join(shadow, 'names'), names.map(pair => `${pair.join(' ')}\n`).join(''))
}

function inodes(folder: string): [inode: string, name: string][] {
  return readdirSync(folder).map(name => [String(statSync(join(folder, name)).ino), name])
}

/** Changes a folder to what power loss leaves of it. @param shadow folder with what the shim kept of syncs */
export function losePower(folder: string, shadow: string, kind: PowerLoss, random: Random): void {
  if (!existsSync(folder)) return
  const now = inodes(folder)
  const written = new Map(now.map(([inode, name]) => [inode, readFileSync(join(folder, name))]))
  const names = kind === 'names' ? syncedNames(shadow) : now
  const left = names.map(([inode, name]): [string, Buffer] => {
    const path = join(shadow, inode)
    const synced = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
    const current = written.get(inode)
    return [name, kind === 'pages' && current ? mixPages(synced, current, random) : synced]
  })
  for (const [, name] of now) rmSync(join(folder, name))
  for (const [name, content] of left) writeFileSync(join(folder, name), content)
}

function syncedNames(shadow: string): [string, string][] {
  const path = join(shadow, 'names')
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => line.split(' ') as [string, string])
}

function mixPages(synced: Buffer, current: Buffer, random: Random): Buffer {
  const length = random.next() < 0.5 ? synced.length : current.length
  const mixed = Buffer.alloc(length)
  for (let at = 0; at < length; at += PAGE) {
    const source = random.next() < 0.5 ? synced : current
    source.subarray(at, Math.min(at + PAGE, length)).copy(mixed, at)
  }
  return mixed
}
