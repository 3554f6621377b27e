import type { ApiMap } from '../../../client/client.js'
import { Text } from '../../shared/text.js'
import { HandOn } from '../hand-on.js'
import { useShared } from '../store/shared.js'
import { Tag } from '../tag.js'

const SHOWN = 100
/** Most values offered as filters, and least share of the selected passages that has one. */
const MAX_VALUES = 8
const LEAST_SHARE = 0.1

/** The selected passages: a list, files, and what they have in common as filters of the search. */
export function Selection({ points, onClear }: { points: ApiMap['points']; onClear: () => void }) {
  const { client, t, format, go, index, scope } = useShared()
  const isEmpty = points.length === 0
  return (
    <>
      <p class="note" role="status">
        {!isEmpty && t.selected(format(points.length))}
      </p>
      {!isEmpty && (
        <>
          <div class="controls">
            <button type="button" onClick={onClear}>
              {t.clearSelection}
            </button>
            <HandOn
              name={`${index!.name}-${t.selectionFile}`}
              ask={options =>
                client.exportPassages(index!.name, { ids: points.map(({ id }) => id), ...options })
              }
            />
          </div>
          {scope !== 'read' && <Tag ids={points.map(({ id }) => id)} />}
          <Common points={points} onFilter={filter => go({ view: 'search', filter, pages: 1 })} />
          <ol class="list">
            {points.slice(0, SHOWN).map(({ id, text }) => (
              <li class="card" key={id}>
                <Text text={text} labels={t} />
                <bdi class="id">{id}</bdi>
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  )
}

function Common({
  points,
  onFilter,
}: {
  points: ApiMap['points']
  onFilter: (filter: Record<string, string>) => void
}) {
  const { t, percent } = useShared()
  const values = commonValues(points)
  if (values.length === 0) return null
  return (
    <div>
      <p class="note">{t.valuesInSelection}</p>
      <ul class="chips">
        {values.map(({ key, value, share }) => (
          <li key={`${key}=${value}`}>
            <button type="button" class="chip" onClick={() => onFilter({ [key]: value })}>
              <bdi>{key}</bdi>: <bdi>{value}</bdi> {percent(share)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Values of metadata that at least a tenth of the points has, most frequent first. */
function commonValues(points: ApiMap['points']): { key: string; value: string; share: number }[] {
  const counts = new Map<string, { key: string; value: string; share: number }>()
  for (const { metadata } of points)
    for (const [key, value] of Object.entries(metadata)) {
      // No filter asks for it.
      if (value === null) continue
      const name = JSON.stringify([key, value])
      const before = counts.get(name)?.share ?? 0
      counts.set(name, { key, value: String(value), share: before + 1 / points.length })
    }
  return [...counts.values()]
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((a, b) => b.share - a.share)
    .slice(0, MAX_VALUES)
}
