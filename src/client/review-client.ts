import type { z } from 'zod'
import type {
  AtThreshold,
  CalibrationAnswer,
  DecideBody,
  Decision,
  ReviewPair,
  ReviewStatus,
  TextsOfPair,
} from '../server/http/review-schemas.js'
import { indexPath, type PageOptions, pageQuery, Requests } from './requests.js'

export type ApiDecision = z.output<typeof Decision>
export type ApiReviewPair = z.output<typeof ReviewPair>
export type ApiReviewStatus = z.output<typeof ReviewStatus>
export type ApiCalibration = z.output<typeof CalibrationAnswer>
export type ApiAtThreshold = z.output<typeof AtThreshold>
export type ApiVerdict = ApiDecision['verdict']

/** The format of an exported table; default: JSON lines. */
export interface TableOptions {
  format?: 'csv' | 'jsonl' | 'parquet'
  /** CSV with semicolons and a byte order mark, as Excel opens it where commas are decimal. */
  excel?: boolean
  signal?: AbortSignal
}

/** What people decide about pairs of texts. */
export abstract class ReviewClient extends Requests {
  /** How far the review of an index is. */
  reviewStatus(index: string, signal?: AbortSignal): Promise<ApiReviewStatus> {
    return this.json('GET', `${indexPath(index)}/review`, undefined, signal)
  }

  /** Pairs to decide about next, most telling first: of a mining job, or sampled. */
  async nextToReview(
    index: string,
    { limit = 20, job, signal }: { limit?: number; job?: string; signal?: AbortSignal } = {},
  ): Promise<ApiReviewPair[]> {
    const query = new URLSearchParams({ limit: String(limit), ...(job === undefined ? {} : { job }) })
    const path = `${indexPath(index)}/review/next?${query}`
    return (await this.json<{ pairs: ApiReviewPair[] }>('GET', path, undefined, signal)).pairs
  }

  /** Keeps decisions; each counts from now on. */
  async decide(
    index: string,
    decisions: z.input<typeof DecideBody>['decisions'],
    by?: string,
  ): Promise<ApiDecision[]> {
    const body = { decisions, ...(by === undefined ? {} : { by }) }
    return (await this.json<{ decisions: ApiDecision[] }>('POST', `${indexPath(index)}/review`, body))
      .decisions
  }

  /** Takes back the last decision about a pair. @returns the one before it, or null */
  async undoDecision(index: string, pair: z.input<typeof TextsOfPair>): Promise<ApiDecision | null> {
    const path = `${indexPath(index)}/review/undo`
    return (await this.json<{ decision: ApiDecision | null }>('POST', path, pair)).decision
  }

  decisions(
    index: string,
    page: PageOptions = {},
  ): Promise<{ decisions: ApiDecision[]; nextCursor: string | null }> {
    const path = `${indexPath(index)}/review/decisions${pageQuery(page)}`
    return this.json('GET', path, undefined, page.signal)
  }

  /** Decisions as labelled pairs, as `anlam calibrate` takes them. Its bytes are the body of the answer. */
  exportDecisions(index: string, { signal, ...options }: TableOptions = {}): Promise<Response> {
    return this.send('POST', `${indexPath(index)}/review/export`, JSON.stringify(options), signal)
  }

  /** Calibrates an index by what was decided, and says what its threshold was and is worth. */
  calibrate(index: string, signal?: AbortSignal): Promise<ApiCalibration> {
    return this.json('POST', `${indexPath(index)}/review/calibrate`, {}, signal)
  }
}
