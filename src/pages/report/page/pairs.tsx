import { useMemo, useState } from 'preact/hooks'
import { FLAGS } from '../../../mining/flags/names.js'
import { KINDS } from '../../../mining/kinds.js'
import { data, matcher, ranksOfTexts, useLanguage } from './context.js'
import { Pages, SearchBox, Select } from './controls.js'
import { Cut } from './cut.js'
import { useDecisions, VERDICTS, type Verdict } from './decisions.js'
import { HandOn, pairTable } from './hand-on.js'
import { Pair } from './pair.js'
import { Verdicts } from './verdicts.js'
import { worthOf } from './worth.js'

type Order = 'byScore' | 'byScoreLast' | 'byWorth' | 'byText'
type VerdictFilter = 'all' | 'undecided' | Verdict
type KindFilter = 'all' | (typeof KINDS)[number]
type FlagFilter = 'all' | 'without' | 'any' | (typeof FLAGS)[number]

const { pairs } = data
const LEAST = pairs.score.reduce((least, score) => Math.min(least, score), 1)

export function Pairs() {
  const { t, format } = useLanguage()
  const [query, setQuery] = useState('')
  const [kind, setKind] = useState<KindFilter>('all')
  const [flag, setFlag] = useState<FlagFilter>('all')
  const [order, setOrder] = useState<Order>('byScore')
  const [least, setLeast] = useState(LEAST)
  const [decided, setDecided] = useState<VerdictFilter>('all')
  const decisions = useDecisions()
  const shown = useMemo(() => {
    const matches = matcher(query)
    const hasFlag = flagTest(flag)
    const found = [...pairs.score.keys()].filter(
      i =>
        pairs.score[i]! >= least &&
        (kind === 'all' || KINDS[pairs.kind[i]!] === kind) &&
        hasFlag(pairs.flags[i]!) &&
        (decided === 'all' || (decisions.of(i) ?? 'undecided') === decided) &&
        (matches(pairs.a[i]!) || matches(pairs.b[i]!)),
    )
    if (order === 'byScoreLast') found.reverse()
    if (order === 'byWorth') {
      const worths = new Map(found.map(i => [i, worthOf(i)]))
      found.sort((x, y) => worths.get(y)! - worths.get(x)! || x - y)
    }
    if (order === 'byText') {
      const ranks = ranksOfTexts()
      found.sort((x, y) => ranks[pairs.a[x]!]! - ranks[pairs.a[y]!]! || x - y)
    }
    return found
    // Not when a decision is taken: what one is about to read must not move.
  }, [query, kind, flag, order, least, decided])
  return (
    <section id="pairs">
      <h2>{t.pairs}</h2>
      <Cut />
      {data.summary.pairs > pairs.score.length && (
        <p class="note">{t.cut(format(pairs.score.length), format(data.summary.pairs))}</p>
      )}
      <div class="controls">
        <SearchBox onQuery={setQuery} />
        <Select
          label={t.kind}
          value={kind}
          onChange={setKind}
          options={[['all', t.all], ...KINDS.map(name => [name, t[name]] as const)]}
        />
        <Select
          label={t.warnings}
          value={flag}
          onChange={setFlag}
          options={[
            ['all', t.all],
            ['without', t.without],
            ['any', t.any],
            ...FLAGS.map(name => [name, t[name]] as const),
          ]}
        />
        <Select
          label={t.sort}
          value={order}
          onChange={setOrder}
          options={[
            ['byScore', t.byScore],
            ['byScoreLast', t.byScoreLast],
            ['byWorth', t.byWorth],
            ['byText', t.byText],
          ]}
        />
        <Select
          label={t.decision}
          value={decided}
          onChange={setDecided}
          options={[
            ['all', t.all],
            ['undecided', t.undecided],
            ...VERDICTS.map(name => [name, t.verdicts[name]] as const),
          ]}
        />
        <label class="field">
          <span>
            {t.leastScore} <output>{format(least, 2)}</output>
          </span>
          <input
            type="range"
            min={LEAST}
            max={1}
            step={0.005}
            value={least}
            onInput={event => setLeast(Number(event.currentTarget.value))}
          />
        </label>
      </div>
      <Verdicts decisions={decisions} />
      {data.explanations.length > 0 && <p class="note">{t.explain}</p>}
      {shown.length > 0 && (
        <p class="controls">
          <HandOn name={t.pairsFile} table={() => pairTable(shown, decisions)} />
        </p>
      )}
      <Pages items={shown} render={i => <Pair key={i} i={i} decisions={decisions} />} />
    </section>
  )
}

function flagTest(flag: FlagFilter): (bits: number) => boolean {
  if (flag === 'all') return () => true
  if (flag === 'without') return bits => bits === 0
  if (flag === 'any') return bits => bits !== 0
  const bit = 1 << FLAGS.indexOf(flag)
  return bits => (bits & bit) !== 0
}
