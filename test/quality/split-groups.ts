/**
 * `npm run split:groups [-- --from FOLDER] [--train FILE]`: writes the held-out ones of the paraphrase groups in
 * ../shared/data/groups to `test/quality/groups-dev.jsonl`, and all others to a file, for training.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { replaceFile } from '../../src/basics/files.js'
import { isHeldOutGroup } from '../../src/train/held-out-groups.js'
import { PROJECT_ROOT, shared } from '../support/shared.js'

const { values } = parseArgs({
  options: { from: { type: 'string', default: shared('data/groups') }, train: { type: 'string' } },
})
const lines = readdirSync(values.from)
  .filter(name => name.endsWith('.jsonl'))
  .sort()
  .flatMap(name => readFileSync(join(values.from, name), 'utf8').trim().split('\n'))
const heldOut = lines.filter(line => isHeldOutGroup(JSON.parse(line)))
const kept = new Set(heldOut)
write(join(PROJECT_ROOT, 'test', 'quality', 'groups-dev.jsonl'), heldOut)
if (values.train !== undefined)
  write(
    values.train,
    lines.filter(line => !kept.has(line)),
  )

function write(path: string, rows: readonly string[]): void {
  replaceFile(path, rows.map(row => `${row}\n`).join(''))
  console.log(`${rows.length} groups in ${path}`)
}
