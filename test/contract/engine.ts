import type { TestContext } from 'node:test'
import { AnlamError, type ErrorCode } from '../../src/errors.js'
import type { SearchIndex } from '../../src/index/types.js'

export interface Engine {
  /** An empty index that is gone when the test ends. */
  create(t: TestContext): Promise<SearchIndex>
  /** Share of the true top 10 that searches must find. */
  recall: number
  /** Runs of a property, for an engine that takes seconds to make an index. */
  runs?: number
  /** Copies of a passage that must hide nothing, and passages whose true neighbours must be found: 2,000 where there is a graph. */
  many?: number
  /** Of many searches of one kind, every how many-th is made, for an engine over a network. */
  every?: number
}

export function refusal(code: ErrorCode, message = /(?:)/): (error: unknown) => boolean {
  return error => error instanceof AnlamError && error.code === code && message.test(error.message)
}
