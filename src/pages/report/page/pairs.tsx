import { useMemo, useState } from 'preact/hooks'
import { FLAGS } from '../../../mining/flags/names.js'
import { KINDS } from '../../../mining/kinds.js'
import { Text } from '../../shared/text.js'
import { data, matcher, nameOf, ranksOfTexts, useLanguage } from './context.js'
import { Pages, SearchBox, Select } from './controls.js'
import { Cut } from './cut.js'

type Order = 'byScore' | 'byScoreLast' | 'byText'
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
  const shown = useMemo(() => {
    const matches = matcher(query)
    const hasFlag = flagTest(flag)
    const found = [...pairs.score.keys()].filter(
      i =>
        pairs.score[i]! >= least &&
        (kind === 'all' || KINDS[pairs.kind[i]!] === kind) &&
        hasFlag(pairs.flags[i]!) &&
        (matches(pairs.a[i]!) || matches(pairs.b[i]!)),
    )
    if (order === 'byScoreLast') found.reverse()
    if (order === 'byText') {
      const ranks = ranksOfTexts()
      found.sort((x, y) => ranks[pairs.a[x]!]! - ranks[pairs.a[y]!]! || x - y)
    }
    return found
  }, [query, kind, flag, order, least])
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
            ['byText', t.byText],
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
      {data.explanations.length > 0 && <p class="note">{t.explain}</p>}
      <Pages items={shown} render={i => <Pair key={i} i={i} />} />
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

function Pair({ i }: { i: number }) {
  const { t, format, percent } = useLanguage()
  const [a, b] = [pairs.a[i]!, pairs.b[i]!]
  const explanation = data.explanations[i]
  const all = explanation && [...explanation.a, ...explanation.b]
  const most = all?.reduce((max, [, , weight]) => Math.max(max, weight), 0) ?? 0
  const probability = pairs.probability?.[i]
  return (
    <li class="card pair">
      <div class="facts">
        <span class="score">{format(pairs.score[i]!, 3)}</span>
        {probability !== undefined && (
          <span class="likely" title={t.probability}>
            {percent(probability)}
          </span>
        )}
        <span class="kind">{t[KINDS[pairs.kind[i]!]!]}</span>
        {FLAGS.filter((_, bit) => pairs.flags[i]! & (1 << bit)).map(name => (
          <span key={name} class="flag">
            {t[name]}
          </span>
        ))}
        <Reason of={pairs.reason[i]!} />
      </div>
      <Side text={a}>
        <Text text={data.texts[a]!} labels={t} {...(explanation ? { weights: explanation.a, most } : {})} />
      </Side>
      <Side text={b}>
        <Text text={data.texts[b]!} labels={t} {...(explanation ? { weights: explanation.b, most } : {})} />
      </Side>
    </li>
  )
}

/** Why a pair without flags is only related. */
function Reason({ of }: { of: (typeof pairs.reason)[number] }) {
  const { t } = useLanguage()
  if (of === 0) return null
  const text = 'rival' in of ? t.rival(of.rival) : t.differs(...of.differs)
  return <span class="reason">{text}</span>
}

function Side({ text, children }: { text: number; children: preact.ComponentChildren }) {
  return (
    <div class="side">
      {children}
      <span class="id">{nameOf(text)}</span>
    </div>
  )
}
