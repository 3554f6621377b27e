/** The public library: what the command line and the server are made of. */

export { readCalibration, type StoredCalibration } from './calibrations.js'
export { openEncoder, openIndex } from './compose.js'
export { type Config, type ConfigSources, loadConfig } from './config.js'
export type { EncodedBatch, EncodeOptions, Encoder, EncoderSpec } from './encoder/types.js'
export { AnlamError, ERROR_CODES, type ErrorCode } from './errors.js'
export {
  calibrateIndex,
  evaluateMiningFile,
  evaluatePairsFile,
  evaluateRetrievalFiles,
  evaluateStsFile,
} from './evaluate.js'
export { type Explanation, explain, explainAll, type Span } from './explain/explain.js'
export type { IntegrityCheck } from './index/embedded/integrity.js'
export type { RepairReport } from './index/embedded/repair.js'
export { MemoryIndex } from './index/memory.js'
export type { Filter, IndexedDocument, IndexIdentity, IndexStats, Page, SearchIndex } from './index/types.js'
export { type IndexReport, type IndexRequest, indexFiles } from './index-files.js'
export { backup, repair, restore } from './maintenance.js'
export { type MineCorpusRequest, type Mined, type MineSource, mineCorpus } from './mine.js'
export type { MineResult, MineSummary } from './mining/mine.js'
export type { Group, MineSettings, Pair } from './mining/types.js'
export { type ReportRequest, writeMiningReport } from './mining-report.js'
export { BUILTIN_MODEL, describeModel, type ModelInfo, modelDirectory, pullModel } from './models.js'
export { type RankedHit, Searcher, type SearchRequest, type SearchResult } from './search/searcher.js'
export { openSearcher, SearcherPool } from './searcher-pool.js'
export { type TrainRequest, trainEncoder } from './train-encoder.js'
export type { Document, Hit, Metadata, Passage, Reporter, Unit, VectorBatch } from './types.js'
export { type VerifyIndexOptions, verifyIndex } from './verify-index.js'
