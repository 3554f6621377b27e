import { useState } from 'preact/hooks'
import type { ApiRemoval } from '../../client/client.js'
import { Field } from '../shared/fields.js'
import { Problem } from './problem.js'
import { useAction } from './store/action.js'
import { useShared } from './store/shared.js'
import { useUndo } from './store/undo.js'

/** Gives the documents of some passages a field of metadata, or takes it away; can be taken back. */
export function Tag({ ids }: { ids: readonly string[] }) {
  const { client, index, onChanged, t, format } = useShared()
  const [field, setField] = useState('')
  const [value, setValue] = useState('')
  const tagging = useAction<ApiRemoval>()
  const undoing = useUndo(tagging.clear)
  const { result } = tagging
  return (
    <details class="tag">
      <summary>{t.tag}</summary>
      <form
        class="controls"
        onSubmit={event => {
          event.preventDefault()
          const name = field.trim()
          if (name === '') return
          tagging.run(async () => {
            const set = { [name]: value.trim() === '' ? null : value.trim() }
            const done = await client.tag(index!.name, { ids: [...ids], set })
            onChanged()
            return done
          })
        }}
      >
        <Field label={t.tagField} value={field} onInput={setField} />
        <Field label={t.tagValue} value={value} onInput={setValue} />
        <button type="submit" disabled={field.trim() === '' || tagging.isBusy}>
          {t.tag}
        </button>
      </form>
      <p class="note" role="status">
        {result && `${t.tagged(format(result.merged))} `}
        {result && (
          <button type="button" disabled={undoing.isBusy} onClick={() => undoing.undo(result.id)}>
            {t.undo}
          </button>
        )}
      </p>
      <Problem error={tagging.error ?? undoing.error} />
    </details>
  )
}
