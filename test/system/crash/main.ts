/** `npm run test:crash -- [--seeds N] [--from SEED]`: kills writers and pulls the plug; exits with 1 if anything was lost. */
import { parseArgs } from 'node:util'
import { crashSeed } from './crash.js'
import { buildShim } from './shim.js'

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '100' }, from: { type: 'string', default: '1' } },
})
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
  `${values.seeds} seeds from ${first}: ${total.kills} kills, ${total.powerLosses} of them with the power; losses: ${total.losses}`,
)
process.exitCode = total.losses > 0 ? 1 : 0
