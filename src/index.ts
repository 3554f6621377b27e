/**
 * The library: `Anlam` is a folder of indexes with their models, `TextIndex` one of the indexes. What belongs to files and
 * runs for hours, such as training, is on the command line.
 *
 * @module anlam
 */

export type {
  Classification,
  ClassifierOptions,
  Method as ClassificationMethod,
} from './analysis/classify/classifier.js'
export type { Example } from './analysis/classify/examples.js'
export type { ClassificationReport, Confusion, Guess, NearDuplicates } from './analysis/classify/report.js'
export type { Cluster } from './analysis/cluster.js'
export type { SuggestedCount } from './analysis/cluster-count.js'
export type { Explanation, Span } from './analysis/explain.js'
export type { FileReport, LeftOut, LeftOutKind } from './corpus/types.js'
export { AnlamError, type ErrorCode } from './errors.js'
export type { NextPair } from './evaluation/next-pairs.js'
export type { LabelledPair } from './evaluation/pairs.js'
export type { IndexDescription, IndexSize, IntegrityCheck, RepairReport } from './index/engine.js'
export type { Facet } from './index/facets.js'
export type {
  Filter,
  GraphReport,
  IndexIdentity,
  IndexStats,
  Range,
  StoredDocument,
  StoredPassage,
} from './index/types.js'
export type { CutRecall } from './ingest/cut-recall.js'
export type { GoneDocument } from './ingest/gone.js'
export type { IndexReport } from './ingest/index-files.js'
export type { IngestReport } from './ingest/ingest.js'
export type { IndexedFile } from './ingest/ingest-files.js'
export { Anlam, type CreateOptions, type Embedding, type PullOptions } from './library/anlam.js'
export type { Classified, TextClassifier } from './library/classifier.js'
export type { ListedIndex } from './library/list-indexes.js'
export type { Settings } from './library/settings.js'
export type * from './library/text-index.js'
export type { TextInput, Texts } from './library/texts.js'
export type { Choice } from './mining/choose.js'
export type { Flag } from './mining/flags/names.js'
export type { Kind } from './mining/kinds.js'
export type { MineSummary } from './mining/mine.js'
export type { RecallEstimate } from './mining/recall.js'
export type { SecondLookSummary } from './mining/second-look.js'
export type { Group, Method as MiningMethod, MineSettings, Pair, Scope } from './mining/types.js'
export type { PullReport } from './model/hub/pull.js'
export type { ModelInfo } from './model/models.js'
export type { Prompts } from './model/prompts.js'
export type { EncodedBatch, EncodeOptions } from './model/types.js'
export type { Copies } from './search/copies.js'
export type { Highlight } from './search/highlight.js'
export type { Mode } from './search/modes.js'
export type { Confidence } from './search/relevance.js'
export type { RankedHit, SearchResult } from './search/searcher.js'
export type { Reranked, SecondLookReport } from './search/second-look.js'
export type { TableFormat } from './tables/table.js'
export type {
  DocumentFields,
  Hit,
  Metadata,
  Passage,
  Precision,
  Provider,
  Reporter,
  RolePrompts,
  Unit,
  VectorBatch,
} from './types.js'
