/** The public library. The command line and the server are built on the same parts. */

export { type Explanation, explain, explainAll, type Span } from './analysis/explain.js'
export { backup, createIndex, indexEngine, openEncoder, openIndex, repair, restore } from './compose.js'
export { type Config, type ConfigSources, loadConfig } from './config.js'
export { AnlamError, ERROR_CODES, type ErrorCode } from './errors.js'
export { calibrateIndex, type NextPairsRequest, nextPairs } from './evaluation/calibrate-index.js'
export { readCalibration, type StoredCalibration } from './evaluation/calibrations.js'
export { evaluateGroupFiles, evaluatePairsFile, evaluateStsFile } from './evaluation/evaluate-files.js'
export type { NextPair } from './evaluation/next-pairs.js'
export {
  type Capabilities,
  capabilityOf,
  type IndexDescription,
  type IndexEngine,
  type IndexWatch,
  type IntegrityCheck,
  type OpenedIndex,
  type OpenOptions,
  type RepairReport,
} from './index/engine.js'
export { MemoryEngine } from './index/memory/memory-engine.js'
export { MemoryIndex } from './index/memory/memory-index.js'
export type {
  Filter,
  IndexedDocument,
  IndexIdentity,
  IndexStats,
  Page,
  SearchIndex,
  WriteOutcome,
} from './index/types.js'
export { type Comparison, compareFiles } from './ingest/compare-files.js'
export { type IndexReport, type IndexRequest, indexFiles } from './ingest/index-files.js'
export type { AppliedChange } from './ingest/watch/apply-changes.js'
export { type WatchRequest, watchIndex } from './ingest/watch/watch-index.js'
export { evaluateMiningFile } from './mining/evaluate-mining.js'
export type { MineResult, MineSummary } from './mining/mine.js'
export { type MineCorpusRequest, type Mined, type MineSource, mineCorpus } from './mining/mine-corpus.js'
export type { Group, MineSettings, Pair } from './mining/types.js'
export {
  BUILTIN_MODEL,
  describeModel,
  type ModelInfo,
  modelDirectory,
  pullModel,
  STATIC_MODEL,
} from './model/models.js'
export type { EncodedBatch, EncodeOptions, Encoder, EncoderSpec } from './model/types.js'
export { type ReportRequest, writeMiningReport } from './pages/report/mining-report.js'
export { evaluateRetrievalFiles } from './search/evaluate-retrieval.js'
export { type RankedHit, Searcher, type SearchRequest, type SearchResult } from './search/searcher.js'
export { openSearcher, SearcherPool } from './search/searcher-pool.js'
export { type VerifyIndexOptions, verifyIndex } from './search/verify-index.js'
export { type TrainRequest, trainEncoder } from './train/train-encoder.js'
export type { TransformerReport, TransformerTraining } from './train/tune/train-transformer.js'
export { type TuneRequest, tune } from './train/tune/tune.js'
export type { Document, Hit, Metadata, Passage, Reporter, Unit, VectorBatch } from './types.js'
