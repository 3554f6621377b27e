import { useEffect, useRef } from 'preact/hooks'
import { useShared } from './store/shared.js'

/** Keys of the whole page: `/` goes to the query, `?` lists all keys. What is typed into a field is no key. */
export function Shortcuts() {
  const { go, place, t } = useShared()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return
      if (event.key === '?') dialog.current?.showModal()
      else if (event.key !== '/') return
      else if (place.view === 'search' && place.like === undefined) document.getElementById('query')?.focus()
      // The box takes the focus when it appears.
      else go({ view: 'search', like: undefined })
      event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [place.view, place.like])
  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        {t.shortcuts}
      </button>
      <dialog ref={dialog} aria-label={t.shortcuts}>
        <h2>{t.shortcuts}</h2>
        <dl>
          {t.keys.map(([key, meaning]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">{t.close}</button>
        </form>
      </dialog>
    </>
  )
}

export function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, select, textarea')
}
