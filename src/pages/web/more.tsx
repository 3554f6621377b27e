import { Problem } from './problem.js'
import type { AskedPages } from './store/asked.js'
import { useShared } from './store/shared.js'

/** The end of a list that is shown page by page: why there is no more, or a button for more. */
export function More({
  found,
}: {
  found: Pick<AskedPages<never>, 'error' | 'again' | 'hasMore' | 'isWaiting'>
}) {
  const { place, go, t } = useShared()
  return (
    <>
      <Problem error={found.error} onAgain={found.again} />
      {found.hasMore && (
        <button
          type="button"
          id="more"
          class="more"
          disabled={found.isWaiting}
          onClick={() => go({ pages: place.pages + 1 }, 'same')}
        >
          {t.more}
        </button>
      )}
    </>
  )
}
