import { evenlySpaced } from '../basics/evenly-spaced.js'
import { foldsApart } from '../basics/folds.js'
import { AnlamError } from '../errors.js'
import { logOdds, QUESTIONS, type Question, type RerankerCurves } from '../evaluation/calibrated-reranker.js'
import { judgedTexts } from '../evaluation/judged-texts.js'
import { fitLogistic, predict } from '../evaluation/logistic.js'
import type { EvaluateOptions } from '../evaluation/pairs.js'
import type { Reranker } from '../model/reranker/types.js'
import type { Encoder } from '../model/types.js'
import { exactSearcher } from './exact-searcher.js'

/** Hits of each search that are learnt from, and sentences whose nearest others are. */
const HITS = 5
const SENTENCES = 120
const FOLDS = 5

/** How well probabilities predict pairs that they were not learnt from: mean log losses in nats. */
export interface RerankerCheck {
  pairs: number
  /** Of them, those that belong together. */
  positives: number
  logLoss: number
  /** Of the model's own probabilities. */
  ownLogLoss: number
  /** Of the share of positives as the only prediction. */
  baseLogLoss: number
}

export interface MeasuredReranker {
  curves: RerankerCurves
  check: Record<Question, RerankerCheck>
}

/** A pair of texts of which it is known whether they belong together. */
interface Example {
  pair: readonly [string, string]
  /** Examples of one key are predicted together, from the others. */
  key: string
  isTogether: boolean
}

/** What a re-ranker is measured on, by the question it is asked. */
export type JudgedPairs = Record<Question, readonly Example[]>

/**
 * Pairs of the bundled judged texts that are not easily told apart: searches with their best hits, and sentences with those
 * nearest to them.
 * @param encoder finds them; any will do
 */
export async function judgedPairs(
  encoder: Encoder,
  options: Pick<EvaluateOptions, 'signal'> = {},
): Promise<JudgedPairs> {
  return {
    answers: await answers(encoder, options),
    paraphrases: await paraphrases(encoder, options),
  }
}

/**
 * Measures what the probabilities of a re-ranker say about judged pairs: whether a hit answers, and whether two sentences say
 * the same.
 * @throws AnlamError `invalid-input` if its probabilities predict no better than the share of those that belong together
 */
export async function measureReranker(
  reranker: Reranker,
  examples: JudgedPairs,
  options: Pick<EvaluateOptions, 'signal'> = {},
): Promise<MeasuredReranker> {
  const measured = {} as { curves: RerankerCurves; check: MeasuredReranker['check'] }
  for (const question of QUESTIONS) {
    const of = examples[question]
    const { scores } = await reranker.score(
      of.map(({ pair }) => pair),
      options,
    )
    const check = crossValidate(of, scores)
    if (check.logLoss >= check.baseLogLoss)
      throw new AnlamError(
        'invalid-input',
        `${reranker.spec.model} does not tell ${question} apart: its probabilities predict ${of.length} bundled pairs no ` +
          `better than the share of them that belong together (log loss ${check.logLoss.toFixed(3)} and ` +
          `${check.baseLogLoss.toFixed(3)}); is it a model that compares texts in Turkish?`,
      )
    measured.curves = { ...measured.curves, [question]: fit(of, scores) }
    measured.check = { ...measured.check, [question]: check }
  }
  return measured
}

async function answers(encoder: Encoder, options: Pick<EvaluateOptions, 'signal'>): Promise<Example[]> {
  const searcher = await exactSearcher(judgedTexts('passages'), encoder, options)
  const examples: Example[] = []
  for (const { query, relevant } of judgedTexts('queries')) {
    const { hits } = await searcher.search({ query, mode: 'semantic', k: HITS })
    for (const { id, text } of hits)
      examples.push({ pair: [query, text], key: query, isTogether: id in relevant })
  }
  await searcher.index.close()
  return examples
}

async function paraphrases(encoder: Encoder, options: Pick<EvaluateOptions, 'signal'>): Promise<Example[]> {
  const prose = judgedTexts('prose')
  const groups = new Map(prose.map(({ id, group }) => [id, group]))
  const searcher = await exactSearcher(prose, encoder, options)
  const examples: Example[] = []
  for (const at of evenlySpaced(prose.length, SENTENCES)) {
    const { id: own, text: query, group } = prose[at]!
    const { hits } = await searcher.search({ query, mode: 'semantic', k: HITS + 1 })
    for (const { id, text } of hits.filter(hit => hit.id !== own).slice(0, HITS))
      examples.push({ pair: [query, text], key: group, isTogether: groups.get(id) === group })
  }
  await searcher.index.close()
  return examples
}

function fit(examples: readonly Example[], scores: ArrayLike<number>) {
  return fitLogistic(
    examples.map((_, i) => [logOdds(scores[i]!)]),
    examples.map(({ isTogether }) => isTogether),
  )
}

function crossValidate(examples: readonly Example[], scores: ArrayLike<number>): RerankerCheck {
  const loss = (p: number, isTogether: boolean): number => -Math.log(isTogether ? p : 1 - p)
  const odds = (row: number): number => logOdds(scores[row]!)
  const sum = { logLoss: 0, ownLogLoss: 0, baseLogLoss: 0 }
  for (const { heldOut, rest } of foldsApart(
    examples.map(({ key }) => [key]),
    FOLDS,
  )) {
    const learnt = rest.map(row => examples[row]!)
    const curve = fit(
      learnt,
      rest.map(row => scores[row]!),
    )
    // One of each kind more (Laplace), so that it is never certain.
    const share = (learnt.filter(({ isTogether }) => isTogether).length + 1) / (learnt.length + 2)
    for (const row of heldOut) {
      const { isTogether } = examples[row]!
      sum.logLoss += loss(predict(curve, [odds(row)]), isTogether)
      sum.ownLogLoss += loss(1 / (1 + Math.exp(-odds(row))), isTogether)
      sum.baseLogLoss += loss(share, isTogether)
    }
  }
  const pairs = examples.length
  return {
    pairs,
    positives: examples.filter(({ isTogether }) => isTogether).length,
    logLoss: sum.logLoss / pairs,
    ownLogLoss: sum.ownLogLoss / pairs,
    baseLogLoss: sum.baseLogLoss / pairs,
  }
}
