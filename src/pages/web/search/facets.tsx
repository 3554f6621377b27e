import type { ApiOverview } from '../../../client/client.js'
import { useShared } from '../store/shared.js'

/** Values of the metadata to search in, with the share of the passages that have each. */
export function Facets({ fields }: { fields: ApiOverview['fields'] }) {
  const { place, go, t, percent } = useShared()
  const open = fields.filter(({ name }) => !(name in place.filter))
  if (open.length === 0) return null
  return (
    <details class="facets">
      <summary>{t.narrow}</summary>
      <dl>
        {open.map(({ name, values }) => (
          <div key={name}>
            <dt>
              <bdi>{name}</bdi>
            </dt>
            <dd class="chips">
              {values.map(({ value, share }) => (
                <button
                  key={value}
                  type="button"
                  class="chip"
                  onClick={() => go({ filter: { ...place.filter, [name]: value }, pages: 1 })}
                >
                  <bdi>{value}</bdi> {percent(share)}
                </button>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
