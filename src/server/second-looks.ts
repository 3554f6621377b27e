import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import { openCalibratedReranker } from '../evaluation/calibrated-reranker.js'
import type { Reranker } from '../model/reranker/types.js'
import type { SecondLook } from '../search/second-look.js'
import type { Reporter } from '../types.js'

/** Most milliseconds of a re-ranking: an answer must come before its request times out. */
export const MAX_BUDGET = 20_000

/** The re-ranker of a server, if its settings name one. */
export class SecondLooks {
  private constructor(
    private readonly config: Config,
    private readonly loaded: Reranker | undefined,
  ) {}

  /** @throws AnlamError as `openCalibratedReranker` */
  static async open(config: Config, reporter: Reporter): Promise<SecondLooks> {
    const { rerank } = config
    return new SecondLooks(
      config,
      rerank === undefined ? undefined : await openCalibratedReranker(config, rerank, 'answers', reporter),
    )
  }

  /** Of the re-ranker; null if there is none. */
  get model(): string | null {
    return this.loaded?.spec.model ?? null
  }

  /** @throws AnlamError `not-found` if there is none */
  get reranker(): Reranker {
    if (this.loaded) return this.loaded
    throw new AnlamError(
      'not-found',
      'the server has no re-ranker; `anlam serve --rerank MODEL` starts it with one',
    )
  }

  /** A second look as a request wants it, and the settings for the rest. */
  look({ top, budget }: { top?: number | undefined; budget?: number | undefined }): SecondLook {
    const { rerankTop, rerankBudget = MAX_BUDGET } = this.config
    return {
      reranker: this.reranker,
      top: top ?? rerankTop,
      budget: Math.min(budget ?? rerankBudget, MAX_BUDGET),
    }
  }

  async close(): Promise<void> {
    await this.loaded?.close()
  }
}
