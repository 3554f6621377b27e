import { useEffect, useState } from 'preact/hooks'

/**
 * What was asked, and what has come of it. An answer or an error belongs to one question and one attempt, and is dropped
 * when it arrives late: only these two hooks hold answers to questions (`action.ts` has
 * those of buttons).
 */
export interface Asked<T> {
  /** The answer to the present question. */
  answer: T | undefined
  /** Why the present question has no answer. */
  error: unknown
  isWaiting: boolean
  /** Asks once more. */
  again(): void
}

/** @param question everything that the answer depends on, as text; undefined to ask nothing */
export function useAsked<T>(
  question: string | undefined,
  ask: (signal: AbortSignal) => Promise<T>,
): Asked<T> {
  const [attempt, setAttempt] = useState(0)
  const [got, setGot] = useState<{ key: string; answer?: T; error?: unknown }>()
  const key = question === undefined ? undefined : `${attempt} ${question}`
  useEffect(() => {
    if (key === undefined) return
    const controller = new AbortController()
    const { signal } = controller
    ask(signal).then(
      answer => signal.aborted || setGot({ key, answer }),
      (error: unknown) => signal.aborted || setGot({ key, error }),
    )
    return () => controller.abort()
  }, [key])
  const mine = got?.key === key ? got : undefined
  return {
    answer: mine?.answer,
    error: mine?.error,
    isWaiting: key !== undefined && mine === undefined,
    again: () => setAttempt(before => before + 1),
  }
}

/** Most rows that the server gives at once. */
export const MOST_ROWS = 1000

export interface AskedPages<A> extends Omit<Asked<A>, 'answer'> {
  /** Answers to the present question, in order; none before the first one. */
  answers: readonly A[]
  /** Answers to the question before, while the first one to the present is awaited. */
  before: readonly A[]
  /** Whether there is more to ask for. */
  hasMore: boolean
}

/** What to ask for: how many pages, after those that a cursor names. */
export interface Wanted {
  pages: number
  cursor?: string
}

interface Got<A> {
  question: string
  /** Pages that the answers hold. */
  pages: number
  answers: readonly A[]
  error?: unknown
}

/**
 * The same for a list of which the first pages are shown. More pages are asked for from where the answers end; all at
 * once if a link asks for them.
 */
export function useAskedPages<A extends { nextCursor: string | null }>(
  question: string | undefined,
  pages: number,
  ask: (wanted: Wanted, signal: AbortSignal) => Promise<A>,
): AskedPages<A> {
  const [attempt, setAttempt] = useState(0)
  const [got, setGot] = useState<Got<A>>()
  const mine = got?.question === question ? got : undefined
  const cursor = mine?.answers.at(-1)?.nextCursor
  const isEnough = mine !== undefined && mine.answers.length > 0 && (mine.pages >= pages || !cursor)
  useEffect(() => {
    if (question === undefined || isEnough) return
    const controller = new AbortController()
    const { signal } = controller
    const { answers, pages: have } = mine ?? { answers: [], pages: 0 }
    const keep = (now: Partial<Got<A>>): void => {
      if (!signal.aborted) setGot({ question, answers, pages: have, ...now })
    }
    if (mine?.error !== undefined) keep({})
    ask({ pages: pages - have, ...(cursor ? { cursor } : {}) }, signal).then(
      answer => keep({ answers: [...answers, answer], pages }),
      (error: unknown) => keep({ error }),
    )
    return () => controller.abort()
  }, [question, pages, attempt])
  return {
    answers: mine?.answers ?? [],
    before: question !== undefined && !mine ? (got?.answers ?? []) : [],
    hasMore: Boolean(cursor),
    error: mine?.error,
    isWaiting: question !== undefined && !isEnough && mine?.error === undefined,
    again: () => setAttempt(before => before + 1),
  }
}
