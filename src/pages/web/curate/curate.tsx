import { HandOn } from '../hand-on.js'
import { useReturn } from '../store/history.js'
import { useShared } from '../store/shared.js'
import { Copies } from './copies.js'
import { Removals } from './removals.js'

/** Cleaning an index up: copies away, what was removed back, and all of it as a file. */
export function Curate() {
  const { client, index, scope, t, returning } = useShared()
  useReturn(returning, true)
  return (
    <section aria-label={t.views.curate}>
      <p class="note">{t.curateNote}</p>
      {scope === 'read' ? <p class="note">{t.keyReads}</p> : <Copies />}
      <Removals />
      <h2>{t.wholeIndex}</h2>
      <p class="controls">
        <HandOn name={index!.name} ask={options => client.exportPassages(index!.name, options)} />
      </p>
    </section>
  )
}
