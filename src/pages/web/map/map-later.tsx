import { ApiError } from '../../../client/client.js'
import { Problem } from '../problem.js'
import { useAsked } from '../store/asked.js'
import { useShared } from '../store/shared.js'

/** The map, with the library that draws it: larger than everything else, so it is loaded where a map is asked for. */
export function MapLater() {
  const { t } = useShared()
  const { answer, error, isWaiting, again } = useAsked('the map', () =>
    import('./corpus-map.js').catch((cause: unknown) => {
      throw new ApiError('unreachable', String(cause), 0)
    }),
  )
  if (answer) return <answer.CorpusMap />
  return (
    <section aria-label={t.views.map}>
      <p class="note" role="status">
        {isWaiting && t.loading}
      </p>
      <Problem error={error} onAgain={again} />
    </section>
  )
}
