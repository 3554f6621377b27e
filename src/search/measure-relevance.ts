import { type JudgedQuery, judgedTexts } from '../evaluation/judged-texts.js'
import { fitLogistic, type Logistic, predict } from '../evaluation/logistic.js'
import type { EvaluateOptions } from '../evaluation/pairs.js'
import type { Encoder } from '../model/types.js'
import { exactSearcher } from './exact-searcher.js'
import type { Mode } from './modes.js'
import { confidenceOf, QueryCoverage, type RelevanceModel } from './relevance.js'
import type { Searcher } from './searcher.js'

/** Hits of each search that are learnt from: what people look at. */
const HITS = 5
const FOLDS = 5

export interface MeasuredRelevance {
  model: RelevanceModel
  /** Of searches by both, in five-fold cross-validation over queries. */
  check: {
    queries: number
    hits: number
    /** Mean log loss in nats, and that of the share of relevant hits as the only prediction. */
    logLoss: number
    baseLogLoss: number
    /** Hits by what is said of them, and the share of these that answer. */
    bands: Record<'probable' | 'possible' | 'none', { hits: number; relevant: number }>
  }
}

/** A hit with what is known of it, and whether it answers. */
interface Example {
  query: number
  features: number[]
  relevant: boolean
}

/**
 * Measures on labelled searches how cosines and shared words tell relevance, for one encoder. Takes as long as encoding
 * 840 short texts.
 */
export async function measureRelevance(
  encoder: Encoder,
  options: Pick<EvaluateOptions, 'signal' | 'onProgress'> = {},
): Promise<MeasuredRelevance> {
  const queries = judgedTexts('queries')
  const searcher = await exactSearcher(judgedTexts('passages'), encoder, options)
  try {
    const both = await examplesOf(searcher, queries, 'hybrid')
    const meaning = [...both, ...(await examplesOf(searcher, queries, 'semantic'))]
    const wording = (await examplesOf(searcher, queries, 'lexical')).map(({ features, ...rest }) => ({
      ...rest,
      features: features.slice(1),
    }))
    return {
      model: { meaning: fit(meaning), wording: fit(wording) },
      check: { queries: queries.length, ...crossValidate(meaning, both) },
    }
  } finally {
    await searcher.index.close()
  }
}

async function examplesOf(
  searcher: Searcher,
  queries: readonly JudgedQuery[],
  mode: Mode,
): Promise<Example[]> {
  const examples: Example[] = []
  for (const [query, { query: text, relevant }] of queries.entries()) {
    const coverage = new QueryCoverage(text)
    const { hits } = await searcher.search({ query: text, mode, k: HITS })
    for (const { id, text: passage, score, cosine = score } of hits)
      examples.push({ query, features: [cosine, ...coverage.of(passage)], relevant: id in relevant })
  }
  return examples
}

function fit(examples: readonly Example[]): Logistic {
  return fitLogistic(
    examples.map(({ features }) => features),
    examples.map(({ relevant }) => relevant),
  )
}

/** @param tested examples of `learnt` that are predicted */
function crossValidate(
  learnt: readonly Example[],
  tested: readonly Example[],
): Omit<MeasuredRelevance['check'], 'queries'> {
  const bands = {
    probable: { hits: 0, relevant: 0 },
    possible: { hits: 0, relevant: 0 },
    none: { hits: 0, relevant: 0 },
  }
  let logLoss = 0
  for (let fold = 0; fold < FOLDS; fold++) {
    const model = fit(learnt.filter(({ query }) => query % FOLDS !== fold))
    for (const { query, features, relevant } of tested) {
      if (query % FOLDS !== fold) continue
      const p = predict(model, features)
      logLoss -= Math.log(relevant ? p : 1 - p)
      const band = bands[confidenceOf(p)]
      band.hits++
      if (relevant) band.relevant++
    }
  }
  const share = tested.filter(({ relevant }) => relevant).length / tested.length
  const baseLogLoss = -(share * Math.log(share) + (1 - share) * Math.log(1 - share))
  return { hits: tested.length, logLoss: logLoss / tested.length, baseLogLoss, bands }
}
