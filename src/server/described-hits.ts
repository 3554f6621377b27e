import type { Config } from '../config.js'
import { readCalibration } from '../evaluation/calibrations.js'
import type { SearchIndex } from '../index/types.js'
import { describeTexts } from '../mining/describe.js'
import { paraphrasesFrom } from '../mining/paraphrase-threshold.js'
import type { Pair } from '../mining/types.js'
import type { Hit, Reporter } from '../types.js'

/** Most hits that are described: comparing two texts word by word takes up to milliseconds. */
export const MAX_DESCRIBED = 100

/**
 * What mining would say of a text and each of its hits: what kind of pair they are, and what speaks against it. Of hits
 * with the same score, those that contradict the text come last.
 * @throws AnlamError as `paraphrasesFrom`
 */
export async function describedHits<H extends Hit>(
  config: Config,
  index: SearchIndex,
  text: string,
  hits: readonly H[],
  options: { reporter: Reporter; signal: AbortSignal },
): Promise<(H & Pick<Pair, 'kind' | 'flags'>)[]> {
  const calibration = await readCalibration(config, index.name, index.identity.fingerprint)
  const least = await paraphrasesFrom(config, index.identity, calibration, options)
  return hits
    .map(hit => {
      const { kind, flags } = describeTexts(text, hit.text, hit.score, least)
      return { ...hit, kind, flags }
    })
    .sort((a, b) => b.score - a.score || a.flags.length - b.flags.length)
}
