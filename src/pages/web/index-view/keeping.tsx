import { useState } from 'preact/hooks'
import { Field } from '../../shared/fields.js'
import { Problem } from '../problem.js'
import { useAction } from '../store/action.js'
import { toStart } from '../store/place.js'
import { useShared } from '../store/shared.js'

/** Another name for an index. */
export function RenameIndex() {
  const { client, index, go, onChanged, t } = useShared()
  const [to, setTo] = useState(index!.name)
  const renaming = useAction<void>()
  const wanted = to.trim()
  return (
    <details>
      <summary>{t.renameIndex}</summary>
      <form
        class="controls"
        onSubmit={event => {
          event.preventDefault()
          if (wanted === '' || wanted === index!.name) return
          renaming.run(async () => {
            const { name } = await client.renameIndex(index!.name, wanted)
            // Its groups are forgotten.
            go({ index: name, job: undefined }, 'same')
            onChanged()
          })
        }}
      >
        <Field label={t.newName} id="new-name" autocomplete="off" value={to} isWide onInput={setTo} />
        <button
          type="submit"
          disabled={wanted === '' || wanted === index!.name || renaming.isBusy}
          aria-busy={renaming.isBusy}
        >
          {t.giveName}
        </button>
      </form>
      <Problem error={renaming.error} />
    </details>
  )
}

/** How to be rid of an index: its name has to be typed. */
export function DeleteIndex() {
  const { client, index, go, onChanged, t } = useShared()
  const { name } = index!
  const [typed, setTyped] = useState('')
  const deleting = useAction<void>()
  return (
    <details>
      <summary>{t.deleteIndex}</summary>
      <form
        class="controls"
        onSubmit={event => {
          event.preventDefault()
          if (typed !== name) return
          deleting.run(async () => {
            await client.deleteIndex(name)
            go(toStart(undefined))
            onChanged()
          })
        }}
      >
        <Field
          label={t.typeName(name)}
          id="delete-name"
          autocomplete="off"
          value={typed}
          isWide
          onInput={setTyped}
        />
        <button type="submit" disabled={typed !== name || deleting.isBusy}>
          {t.deleteForEver}
        </button>
      </form>
      <Problem error={deleting.error} />
    </details>
  )
}
