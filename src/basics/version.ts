import { readFileSync } from 'node:fs'
import { z } from 'zod'

const path = new URL('../../../package.json', import.meta.url)

export const VERSION = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8'))).version
