import { useReturn } from '../store/history.js'
import { useShared } from '../store/shared.js'
import { Documents } from './documents.js'
import { Facts } from './facts.js'
import { Health } from './health.js'
import { DeleteIndex, RenameIndex } from './keeping.js'
import { Sources } from './sources.js'
import './index-view.css'

/** An index: what it is and holds, whether it is whole, another name, and how to be rid of it. */
export function IndexView() {
  const { scope, t, returning } = useShared()
  useReturn(returning, true)
  return (
    <section aria-label={t.views.index}>
      <Facts />
      <Sources />
      <Documents />
      {scope === 'admin' && (
        <>
          <Health />
          <RenameIndex />
          <DeleteIndex />
        </>
      )}
    </section>
  )
}
