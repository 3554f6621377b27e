/**
 * `npm run test:crash -- [--seeds N] [--from SEED] [--minutes M] [--documents N]`: kills writers, with and without power
 * loss, reads beside a writer for M minutes, then kills nodes of a cluster while N documents are written and searched, and tries
 * what a cluster refuses.
 * Exits with 1 if anything was lost, or a read mixed two states.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { unlessOpenSearch } from '../../opensearch/install.js'
import { loseNodes } from '../cluster/losses.js'
import { readBesideWriter } from './beside.js'
import { crashSeed } from './crash.js'
import { buildShim } from './shim.js'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '3' },
    documents: { type: 'string', default: '20000' },
  },
})
const TESTS = fileURLToPath(new URL('../..', import.meta.url))
const shim = buildShim()
const total = { kills: 0, powerLosses: 0, losses: 0 }
const first = Number(values.from)
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const { kills, powerLosses, losses } = await crashSeed(shim, seed)
  total.kills += kills
  total.powerLosses += powerLosses
  if (losses.length > 0) total.losses++
  for (const loss of losses) console.log(loss)
}
console.log(
  `${values.seeds} seeds from ${first}: ${total.kills} kills, ${total.powerLosses} of them with power loss; losses: ${total.losses}`,
)
process.exitCode = total.losses > 0 ? 1 : 0
console.log(`${await readBesideWriter(Number(values.minutes))} reads beside a writer, each of one state`)
const lacking = await unlessOpenSearch()
const lossOptions = { documents: Number(values.documents), batch: 250, searches: 1000 }
if (lacking) console.log(`clusters were left out: ${lacking}`)
else {
  await loseNodes(lossOptions, line => console.log(line))
  // What a cluster refuses: full disks, wrong users, rights and authorities, old versions, missing plugins.
  const files = ['failures', 'cluster'].map(name => join(TESTS, 'opensearch', `${name}.test.js`))
  const { status } = spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
