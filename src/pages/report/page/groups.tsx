import { useMemo, useState } from 'preact/hooks'
import { Text } from '../../shared/text.js'
import { data, heldThreshold, matcher, nameOf, ranksOfTexts, useLanguage } from './context.js'
import { Pages, SearchBox, Select } from './controls.js'
import { Cut } from './cut.js'
import { groupTable, HandOn } from './hand-on.js'

type Order = 'bySize' | 'byScore' | 'byText'

const { groups } = data

/** @param only number of a single group to show, from 1 */
export function Groups({ only, onShowAll }: { only: number | undefined; onShowAll: () => void }) {
  const { t, format } = useLanguage()
  const [query, setQuery] = useState('')
  const [order, setOrder] = useState<Order>('bySize')
  const shown = useMemo(() => {
    if (only !== undefined) return groups[only - 1] ? [only - 1] : []
    const matches = matcher(query)
    const found = [...groups.keys()].filter(i => groups[i]!.members.some(matches))
    if (order === 'byScore') found.sort((x, y) => worst(y) - worst(x) || x - y)
    if (order === 'byText') {
      const ranks = ranksOfTexts()
      found.sort((x, y) => ranks[groups[x]!.representative]! - ranks[groups[y]!.representative]! || x - y)
    }
    return found
  }, [query, order, only])
  return (
    <section id="groups">
      <h2>{t.groups}</h2>
      <p class="note">{t.guarantee(format(heldThreshold, 3))}</p>
      <Cut />
      {only === undefined ? (
        <div class="controls">
          <SearchBox onQuery={setQuery} />
          <Select
            label={t.sort}
            value={order}
            onChange={setOrder}
            options={[
              ['bySize', t.bySize],
              ['byScore', t.byScore],
              ['byText', t.byText],
            ]}
          />
        </div>
      ) : (
        <button type="button" class="more" onClick={onShowAll}>
          {t.allGroups}
        </button>
      )}
      {shown.length > 0 && (
        <p class="controls">
          <HandOn name={t.groupsFile} table={() => groupTable(shown)} />
        </p>
      )}
      <Pages items={shown} render={i => <Group key={i} i={i} open={only !== undefined} />} />
    </section>
  )
}

function worst(i: number): number {
  return groups[i]!.scores.at(-1)!
}

function textOf(i: number): string {
  return data.texts[groups[i]!.representative]!
}

function Group({ i, open }: { i: number; open: boolean }) {
  const { t, format } = useLanguage()
  const { members, scores, representative } = groups[i]!
  return (
    <li class="card">
      <details open={open}>
        <summary>
          <span class="size">
            {format(members.length)} <small>{t.members}</small>
          </span>
          <span class="text line" dir="auto">
            {textOf(i)}
          </span>
        </summary>
        <ol class="members">
          {members.map((text, at) => (
            <li key={text}>
              <span class="score">{text === representative ? t.representative : format(scores[at]!, 3)}</span>
              <div>
                <Text text={data.texts[text]!} labels={t} /> <bdi class="id">{nameOf(text)}</bdi>
              </div>
            </li>
          ))}
        </ol>
      </details>
    </li>
  )
}
