import { readFileSync } from 'node:fs'

const FOLDER = new URL('../../../corpus/judged/', import.meta.url)

/** A search with the passages that answer it, by their ids. */
export interface JudgedQuery {
  query: string
  /** 2 for a passage that answers, 1 for one that helps; empty if none does. */
  relevant: Record<string, number>
}

/** A sentence of a document. Those of one group say the same. */
export interface JudgedSentence {
  id: string
  text: string
  group: string
  /** Id of the sentence that this one nearly copies, but does not agree with. */
  contradicts?: string
}

interface JudgedTexts {
  queries: JudgedQuery
  passages: { id: string; text: string }
  prose: JudgedSentence
}

/** Labelled texts that come with the package, on which models are measured: `corpus/judged/NAME.jsonl`. */
export function judgedTexts<Name extends keyof JudgedTexts>(name: Name): JudgedTexts[Name][] {
  return readFileSync(new URL(`${name}.jsonl`, FOLDER), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as JudgedTexts[Name])
}
