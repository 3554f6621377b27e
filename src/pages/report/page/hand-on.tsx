import { useState } from 'preact/hooks'
import { FLAGS } from '../../../mining/flags/names.js'
import { KINDS } from '../../../mining/kinds.js'
import { tablePieces } from '../../../tables/pieces.js'
import type { Row, Table } from '../../../tables/table.js'
import { save } from '../../shared/save.js'
import { TABLE_FORMATS, type TableChoice } from '../../shared/table-formats.js'
import { data, useLanguage } from './context.js'
import type { Decisions } from './decisions.js'

const { pairs, groups, ids, texts, corpora, provenance } = data

/** Buttons that give a list of the report as a file. @param table made when one asks for it */
export function HandOn({ name, table }: { name: string; table: () => Table }) {
  const { t } = useLanguage()
  const [isBusy, setBusy] = useState(false)
  const give = async (options: TableChoice): Promise<void> => {
    setBusy(true)
    const pieces: Uint8Array<ArrayBuffer>[] = []
    for await (const piece of tablePieces(table(), options)) pieces.push(new Uint8Array(piece))
    save(`${name}.${options.format}`, new Blob(pieces))
    setBusy(false)
  }
  return (
    <span class="hand-on">
      {t.handOn}{' '}
      {TABLE_FORMATS.map(({ label, options }) => (
        <button key={label} type="button" disabled={isBusy} onClick={() => void give(options)}>
          {label}
        </button>
      ))}
    </span>
  )
}

/** Pairs by their numbers, with what was decided of them. */
export function pairTable(shown: readonly number[], decisions: Decisions): Table {
  return {
    columns: [
      { name: 'score', type: 'number' },
      { name: 'kind', type: 'text' },
      { name: 'flags', type: 'texts' },
      { name: 'aId', type: 'text' },
      { name: 'a', type: 'text' },
      { name: 'bId', type: 'text' },
      { name: 'b', type: 'text' },
      ...(pairs.probability ? [{ name: 'probability', type: 'number' } as const] : []),
      ...(corpora ? (['aCorpus', 'bCorpus'] as const).map(name => ({ name, type: 'text' as const })) : []),
      { name: 'verdict', type: 'text' },
    ],
    rows: shown.map((i): Row => {
      const [a, b] = [pairs.a[i]!, pairs.b[i]!]
      return {
        score: pairs.score[i]!,
        kind: KINDS[pairs.kind[i]!]!,
        flags: FLAGS.filter((_, bit) => pairs.flags[i]! & (1 << bit)),
        aId: ids[a]!,
        a: texts[a]!,
        bId: ids[b]!,
        b: texts[b]!,
        ...(pairs.probability ? { probability: pairs.probability[i]! } : {}),
        ...(corpora ? { aCorpus: corpusOf(a), bCorpus: corpusOf(b) } : {}),
        verdict: decisions.of(i) ?? null,
      }
    }),
  }
}

/** Groups by their numbers, a row for each member. */
export function groupTable(shown: readonly number[]): Table {
  return {
    columns: [
      { name: 'group', type: 'integer' },
      { name: 'representative', type: 'boolean' },
      { name: 'score', type: 'number' },
      { name: 'id', type: 'text' },
      { name: 'text', type: 'text' },
      ...(corpora ? [{ name: 'corpus', type: 'text' } as const] : []),
    ],
    rows: shown.flatMap(i => {
      const { members, scores, representative } = groups[i]!
      return members.map(
        (text, at): Row => ({
          group: i + 1,
          representative: text === representative,
          score: scores[at]!,
          id: ids[text]!,
          text: texts[text]!,
          ...(corpora ? { corpus: corpusOf(text) } : {}),
        }),
      )
    }),
  }
}

function corpusOf(text: number): string {
  return provenance.corpora[corpora![text]!]!
}
