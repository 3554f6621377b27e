import type { Config } from '../config.js'
import { probabilityOf } from '../evaluation/calibration-fits.js'
import { readCalibration } from '../evaluation/calibrations.js'
import { type Candidate, chooseSpread, uncertainty } from '../evaluation/next-pairs.js'
import { pairKey, unlabelledPairs } from '../evaluation/unlabelled-pairs.js'
import type { SearchIndex } from '../index/types.js'
import { describeTexts } from '../mining/describe.js'
import { paraphrasesFrom } from '../mining/paraphrase-threshold.js'
import type { Pair } from '../mining/types.js'
import type { Reporter } from '../types.js'
import { boundaryOf, type Decided } from './boundary.js'
import { allDecisions, type Decision } from './decisions.js'
import { tellsOfCosine } from './labels.js'

/** Passages whose neighbours are looked at: as many searches as a request may cost. */
const SAMPLE = 200
/** Mined pairs among which is chosen: those whose labels are worth most. */
const CHOSEN_AMONG = 1000
/** Without a calibration, how far from the threshold a cosine is half as sure. */
const WIDTH = 0.03

export interface ReviewRequest {
  count: number
  /** Pairs that mining found; by default, sampled passages and their neighbours. */
  pairs?: readonly Pair[] | undefined
  reporter: Reporter
  signal?: AbortSignal
}

/** A pair to decide about. */
export type ReviewPair = Pick<Pair, 'a' | 'b' | 'aId' | 'bId' | 'score' | 'kind' | 'flags'> & {
  /** That both say the same: by the calibration, otherwise by how far the cosine is from where decisions change. */
  probability: number
}

/**
 * The pairs that a person should decide about next, most telling first: those near the threshold, which moves with what was
 * decided until there is a calibration, those whose cosine says yes and whose flags say no, and, among these, such as are
 * about different things. Pairs that were decided about are left out.
 * @throws AnlamError `cancelled`; as `paraphrasesFrom`
 */
export async function nextToReview(
  config: Config,
  index: SearchIndex,
  { count, pairs, reporter, signal }: ReviewRequest,
): Promise<ReviewPair[]> {
  const options = signal ? { signal } : {}
  const calibration = await readCalibration(config, index.name, index.identity.fingerprint)
  const least = await paraphrasesFrom(config, index.identity, calibration, { reporter, ...options })
  const decisions = await allDecisions(index)
  const known = new Set(decisions.map(({ a, b }) => pairKey(a, b)))
  for (const key of calibration?.labelled ?? []) known.add(key)
  const boundary = boundaryOf(decidedBy(decisions), least, WIDTH)
  const probability = (score: number): number =>
    calibration ? probabilityOf(calibration.curve, score) : 1 / (1 + Math.exp((boundary - score) / WIDTH))
  const worth = ({ score, flags }: Pick<Pair, 'score' | 'flags'>): number => {
    const p = probability(score)
    return Math.max(uncertainty(p), flags.length > 0 ? p : 0)
  }
  const candidates = pairs
    ? await minedCandidates(index, pairs, known, worth)
    : (await unlabelledPairs(index, known, { sample: SAMPLE, ...options })).map(candidate => ({
        ...candidate,
        ...describeTexts(candidate.a, candidate.b, candidate.score, least),
      }))
  return chooseSpread(candidates, count, worth).map(({ a, b, aId, bId, score, kind, flags }) => ({
    a,
    b,
    aId,
    bId,
    score,
    kind,
    flags,
    probability: probability(score),
  }))
}

/** What decisions say of cosines. */
function decidedBy(decisions: readonly Decision[]): Decided[] {
  return decisions
    .filter(tellsOfCosine)
    .flatMap(({ score, verdict }) => (score === undefined ? [] : [{ score, isRight: verdict === 'right' }]))
}

async function minedCandidates(
  index: SearchIndex,
  pairs: readonly Pair[],
  known: ReadonlySet<string>,
  worth: (pair: Pair) => number,
): Promise<(Pair & Candidate)[]> {
  const best = pairs
    // The same text twice needs no decision.
    .filter(({ a, b, kind }) => kind !== 'duplicate' && !known.has(pairKey(a, b)))
    .map(pair => ({ pair, value: worth(pair) }))
    .sort((x, y) => y.value - x.value)
    .slice(0, CHOSEN_AMONG)
  const vectors = await index.vectors(best.map(({ pair }) => pair.aId))
  return best.flatMap(({ pair }, i) => (vectors[i] ? [{ ...pair, vector: vectors[i] }] : []))
}
