import type { ComponentChildren } from 'preact'
import { FLAGS } from '../../../mining/flags/names.js'
import { KINDS } from '../../../mining/kinds.js'
import { Text } from '../../shared/text.js'
import { data, nameOf, useLanguage } from './context.js'
import { type Decisions, VERDICTS } from './decisions.js'

const { pairs } = data

/** A pair, what is known of it, and what one decides of it: `1`, `2` and `3` are keys of the verdicts. */
export function Pair({ i, decisions }: { i: number; decisions: Decisions }) {
  const { t, format, percent } = useLanguage()
  const [a, b] = [pairs.a[i]!, pairs.b[i]!]
  const explanation = data.explanations[i]
  const all = explanation && [...explanation.a, ...explanation.b]
  const most = all?.reduce((max, [, , weight]) => Math.max(max, weight), 0) ?? 0
  const probability = pairs.probability?.[i]
  const verdict = decisions.of(i)
  return (
    <li class="card pair" onKeyDown={onKey}>
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
        <fieldset class="verdicts">
          <legend class="hidden">{t.saysTheSame}</legend>
          {VERDICTS.map(each => (
            <button
              key={each}
              type="button"
              aria-pressed={verdict === each}
              onClick={() => decisions.decide(i, each)}
            >
              {t.verdicts[each]}
            </button>
          ))}
        </fieldset>
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
  const text =
    'rival' in of
      ? t.rival(of.rival)
      : 'crowded' in of
        ? t.crowded(`${of.crowded}`)
        : t.differs(...of.differs)
  return <span class="reason">{text}</span>
}

function Side({ text, children }: { text: number; children: ComponentChildren }) {
  return (
    <div class="side">
      {children}
      <span class="id">{nameOf(text)}</span>
    </div>
  )
}

/** A number presses the button of its verdict, and goes on to the next pair. */
function onKey({ key, ctrlKey, metaKey, altKey, currentTarget }: KeyboardEvent): void {
  const at = ['1', '2', '3'].indexOf(key)
  if (at === -1 || ctrlKey || metaKey || altKey) return
  const card = currentTarget as HTMLElement
  const buttons = card.querySelectorAll<HTMLElement>('.verdicts button')
  const next = card.nextElementSibling?.querySelector<HTMLElement>('.verdicts button') ?? buttons[at]!
  buttons[at]!.click()
  next.focus()
}
