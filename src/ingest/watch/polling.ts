import { statfs } from 'node:fs/promises'

/**
 * File systems of which Linux tells only what this machine does, by the `f_type` of statfs(2): changes that others make
 * in the network, or that a host makes in a folder it shares, come without an event.
 */
const WITHOUT_EVENTS: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB 2
  0x01021997, // 9p, as virtual machines and WSL share folders
  0x65735546, // FUSE, such as sshfs
  0x00c36400, // Ceph
  0x5346414f, // AFS
  0x786f4256, // VirtualBox
])

/** Whether changes in a folder have to be looked for, because its file system may not tell of them. */
export async function needsPolling(path: string): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const { type } = await statfs(path)
  // Node gives it as a signed number on some systems.
  return WITHOUT_EVENTS.has(type >>> 0)
}
