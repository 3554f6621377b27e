import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** The software Vulkan driver in Debian's chromium package: WebGPU without a GPU. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json'
const hasLoader = spawnSync('ldconfig', ['-p'], { encoding: 'utf8' }).stdout?.includes('libvulkan.so.1')

/** Environment in which WebGPU finds the software driver. */
export const SOFTWARE_VULKAN = { VK_ICD_FILENAMES: SWIFTSHADER, XDG_RUNTIME_DIR: '/tmp' }

/** Reason to skip a test that needs WebGPU; false if there is a driver. */
export function unlessWebGpu(): string | false {
  if (existsSync(SWIFTSHADER) && hasLoader) return false
  return 'no software Vulkan driver and loader here (Debian: chromium, libvulkan1)'
}
